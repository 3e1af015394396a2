// Lets the identity of an app use one resource that ASL_BINDINGS binds, and no more of it than tasks need. The resource is there already.

@description('The resource: its id, as the Azure CLI and the portal show it.')
param id string

@description('Name of the identity.')
param identityName string

@description('The resource group of the identity.')
param identityGroup string

@description('The subscription of the identity.')
param identitySubscription string

// /subscriptions/S/resourceGroups/G/providers/PROVIDER/TYPE/NAME[/TYPE/NAME…]
var parts = split(id, '/')
var given = toLower('${parts[6]}/${parts[length(parts) - 2]}')
var outer = parts[8]
var name = last(parts)

var queue = 'microsoft.storage/queues'
var container = 'microsoft.storage/containers'
var table = 'microsoft.storage/tables'
var topic = 'microsoft.eventgrid/topics'
var busQueue = 'microsoft.servicebus/queues'
var busTopic = 'microsoft.servicebus/topics'
var job = 'microsoft.app/jobs'
var factory = 'microsoft.datafactory/factories'
var pipeline = 'microsoft.datafactory/pipelines'
var kind = contains([queue, container, table, topic, busQueue, busTopic, job, factory, pipeline], given)
  ? given
  : fail('${id} is no storage queue, container, table, topic of Event Grid, queue or topic of Service Bus, Container Apps job or pipeline')

var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var queueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var eventGridDataSender = 'd5a91429-5739-47e2-a06b-3470a27159e7'
var serviceBusDataSender = '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
var containerAppsJobsOperator = 'b9a307c4-5aa3-4b52-ba60-2b17c136cd7b'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  scope: resourceGroup(identitySubscription, identityGroup)
  name: identityName
}

resource theQueue 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' existing = if (kind == queue) {
  name: '${outer}/default/${name}'
}

resource queueRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (kind == queue) {
  name: guid(id, identity.id, queueDataContributor)
  scope: theQueue
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', queueDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource theContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = if (kind == container) {
  name: '${outer}/default/${name}'
}

resource containerRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (kind == container) {
  name: guid(id, identity.id, blobDataContributor)
  scope: theContainer
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource theTable 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' existing = if (kind == table) {
  name: '${outer}/default/${name}'
}

resource tableRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (kind == table) {
  name: guid(id, identity.id, tableDataContributor)
  scope: theTable
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', tableDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource theTopic 'Microsoft.EventGrid/topics@2025-02-15' existing = if (kind == topic) {
  name: name
}

resource topicRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (kind == topic) {
  name: guid(id, identity.id, eventGridDataSender)
  scope: theTopic
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventGridDataSender)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource theBusQueue 'Microsoft.ServiceBus/namespaces/queues@2026-01-01' existing = if (kind == busQueue) {
  name: '${outer}/${name}'
}

resource busQueueRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (kind == busQueue) {
  name: guid(id, identity.id, serviceBusDataSender)
  scope: theBusQueue
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceBusDataSender)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource theBusTopic 'Microsoft.ServiceBus/namespaces/topics@2026-01-01' existing = if (kind == busTopic) {
  name: '${outer}/${name}'
}

resource busTopicRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (kind == busTopic) {
  name: guid(id, identity.id, serviceBusDataSender)
  scope: theBusTopic
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceBusDataSender)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource theJob 'Microsoft.App/jobs@2026-01-01' existing = if (kind == job) {
  name: name
}

resource jobRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (kind == job) {
  name: guid(id, identity.id, containerAppsJobsOperator)
  scope: theJob
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', containerAppsJobsOperator)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// Azure's own roles for Data Factory may also change pipelines. Runs belong to the factory, so the role is on it and not on a pipeline.
var isFactory = kind == factory || kind == pipeline

resource theFactory 'Microsoft.DataFactory/factories@2018-06-01' existing = if (isFactory) {
  name: outer
}

resource runner 'Microsoft.Authorization/roleDefinitions@2022-04-01' = if (isFactory) {
  name: guid(resourceGroup().id, outer, 'runs pipelines')
  properties: {
    roleName: 'Runs pipelines of ${outer} (FunctionsAsl)'
    description: 'Starts pipelines, sees how their runs go and cancels them.'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: [
          'Microsoft.DataFactory/factories/pipelines/createrun/action'
          'Microsoft.DataFactory/factories/pipelineruns/read'
          'Microsoft.DataFactory/factories/pipelineruns/cancel/action'
        ]
      }
    ]
  }
}

resource factoryRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isFactory) {
  name: guid(resourceGroup().id, outer, identity.id, 'runs pipelines')
  scope: theFactory
  properties: {
    roleDefinitionId: runner.id
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}
