// A FunctionsAsl app on Azure Functions, with everything that it needs, in one resource group. No secret is made, stored or shown: all access is
// by identity.
targetScope = 'subscription'

import { Settings, StorageSku } from 'types.bicep'

@description('Name of the environment: it becomes part of every name.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Azure region that offers Flex Consumption.')
@metadata({ azd: { type: 'location' } })
param location string

@description('What keeps the durable state: the storage account, or a Durable Task Scheduler (then host.json must name it too).')
@allowed(['azureStorage', 'durableTaskScheduler'])
param durableBackend string = 'azureStorage'

@description('How often the storage account keeps its data.')
param storageSku StorageSku = 'Standard_LRS'

@description('Whether storage and scheduler are reached from a network of the app\'s own only. Calls to the app, and its telemetry, stay public.')
param privateNetwork bool = false

@description('The addresses of that network, at least a /21; those of networks that it is to be peered with must be others.')
param networkAddresses string = '10.0.0.0/16'

@description('Instances kept warm for orchestrations. Without one, the first step after a pause waits for a cold start.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 1

@description('The most instances at a time.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 100

@description('Who is told of alerts; nobody where it is empty.')
param alertEmail string = ''

@description('How long logs are kept, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('The AWS region that stands in ARNs.')
param awsRegion string = 'us-east-1'

@description('The AWS account, 12 digits, that stands in ARNs.')
@minLength(12)
@maxLength(12)
param awsAccountId string = '123456789012'

@description('Where the functions are that the app has no code for (AWS Invoke REST API); nowhere where it is empty.')
param lambdaEndpoint string = ''

@description('Further settings of the app, as ASL_CONNECTIONS, ASL_BINDINGS and ASL_STARTS. A secret is a reference to Key Vault, which the identity of the app may read.')
param moreSettings Settings = {}

@description('The resources that ASL_BINDINGS binds, by their ids: the app\'s identity gets the roles that tasks need on each. Those of the app\'s own storage account need none.')
param boundResources string[] = []

var token = toLower(uniqueString(subscription().id, environmentName, location))
var place = { location: location, tags: { 'azd-env-name': environmentName } }
var functionAppName = 'func-${environmentName}-${token}'
var identityName = 'id-${environmentName}-${token}'
var packageIdentityName = 'id-package-${environmentName}-${token}'
var workspaceName = 'log-${environmentName}-${token}'
var storageName = 'st${token}'
var networkName = privateNetwork ? 'vnet-${environmentName}-${token}' : null
var useScheduler = durableBackend == 'durableTaskScheduler'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: place.tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: identityName, place: place }
}

module packageIdentity 'modules/identity.bicep' = {
  scope: group
  params: { name: packageIdentityName, place: place }
}

module bound 'modules/bound-resource.bicep' = [
  for id in boundResources: {
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: {
      id: id
      identityName: identityName
      identityGroup: group.name
      identitySubscription: subscription().subscriptionId
    }
    dependsOn: [identity]
  }
]

module workspace 'modules/workspace.bicep' = {
  scope: group
  params: { name: workspaceName, place: place, retentionDays: logRetentionDays }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  params: { name: networkName!, place: place, addresses: networkAddresses }
}

module insights 'modules/insights.bicep' = {
  scope: group
  params: {
    name: 'appi-${environmentName}-${token}'
    place: place
    workspaceName: workspaceName
    identityName: identityName
  }
  dependsOn: [identity, workspace]
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: storageName
    place: place
    sku: storageSku
    dataContainer: 'asl'
    identityName: identityName
    packageIdentityName: packageIdentityName
    useTables: !useScheduler
    networkName: networkName
    workspaceName: workspaceName
  }
  dependsOn: [identity, packageIdentity, workspace, network]
}

module scheduler 'modules/scheduler.bicep' = if (useScheduler) {
  scope: group
  params: {
    name: 'dts-${token}'
    place: place
    identityName: identityName
    networkName: networkName
  }
  dependsOn: [identity, network]
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: functionAppName
    place: place
    identityName: identityName
    packageIdentityName: packageIdentityName
    storageName: storageName
    networkName: networkName
    insightsConnectionString: insights.outputs.connectionString
    workspaceName: workspaceName
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    settings: union(
      { AWS_DEFAULT_REGION: awsRegion, AWS_ACCOUNT_ID: awsAccountId },
      empty(lambdaEndpoint) ? {} : { LAMBDA_ENDPOINT: lambdaEndpoint },
      useScheduler ? { DURABLE_TASK_SCHEDULER_CONNECTION_STRING: scheduler!.outputs.connectionString } : {},
      moreSettings
    )
  }
  dependsOn: [storage]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    namePrefix: functionAppName
    place: place
    workspaceName: workspaceName
    email: alertEmail
  }
  dependsOn: [workspace]
}

@description('Where everything is.')
output AZURE_LOCATION string = location

@description('What everything is in.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The app, which azd deploys to.')
output AZURE_FUNCTION_NAME string = functionAppName

@description('Where the API is called.')
output ASL_ENDPOINT string = functionApp.outputs.endpoint
