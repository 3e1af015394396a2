// A Durable Task Scheduler with the app's task hub; the hub's name is host.json's hubName.
import { Place } from '../types.bicep'

@description('Name of the scheduler.')
param name string

@description('Where it goes.')
param place Place

@description('The identity that may use the hub, and nothing else of the scheduler.')
param identityName string

@description('The only network that it is reached from; everywhere, where there is none.')
param networkName string?

var durableTaskDataContributor = '0ad04412-c4d5-4796-b79c-f76d14c8d402'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: place.location
  tags: place.tags
  properties: {
    // Whoever has the role may come from anywhere, as an app on Flex Consumption does, unless there is a network.
    ipAllowlist: ['0.0.0.0/0']
    publicNetworkAccess: networkName == null ? 'Enabled' : 'Disabled'
    sku: { name: 'Consumption' }
  }

  resource hub 'taskHubs' = {
    name: 'FunctionsAsl'
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(scheduler::hub.id, identity.id, durableTaskDataContributor)
  scope: scheduler::hub
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', durableTaskDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

module privateEndpoint 'private-endpoint.bicep' = if (networkName != null) {
  params: {
    name: name
    place: place
    networkName: networkName!
    serviceId: scheduler.id
    group: 'scheduler'
    zoneName: 'privatelink.durabletask.io'
  }
}

@description('How the app reaches the hub.')
output connectionString string = 'Endpoint=${scheduler.properties.endpoint};Authentication=ManagedIdentity;ClientID=${identity.properties.clientId}'
