// Everything that a FunctionsAsl app needs, in one resource group. No secret is made, stored or shown: all access is by identity.
targetScope = 'subscription'

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

@description('How often the storage account keeps its data: ZRS bears the loss of a zone, where the region has zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

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

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var functionAppName = 'func-${environmentName}-${token}'
var useScheduler = durableBackend == 'durableTaskScheduler'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-${environmentName}-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-${environmentName}-${token}'
    insightsName: 'appi-${environmentName}-${token}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    publisherId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    sku: storageSku
    principalId: identity.outputs.principalId
    useTables: !useScheduler
    workspaceId: monitoring.outputs.workspaceId
  }
}

module scheduler 'modules/scheduler.bicep' = if (useScheduler) {
  scope: group
  params: {
    name: 'dts-${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: functionAppName
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageAccountName: storage.outputs.name
    packageContainer: storage.outputs.packageContainer
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    workspaceId: monitoring.outputs.workspaceId
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    settings: union(
      { AWS_DEFAULT_REGION: awsRegion, AWS_ACCOUNT_ID: awsAccountId },
      empty(lambdaEndpoint) ? {} : { LAMBDA_ENDPOINT: lambdaEndpoint },
      useScheduler ? { DURABLE_TASK_SCHEDULER_CONNECTION_STRING: '${scheduler!.outputs.endpoint};ClientID=${identity.outputs.clientId}' } : {}
    )
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    namePrefix: functionAppName
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    email: alertEmail
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_NAME string = functionApp.outputs.name
output ASL_ENDPOINT string = functionApp.outputs.endpoint
