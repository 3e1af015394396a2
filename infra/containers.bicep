// `src/Cluster` on Container Apps, with everything that it needs, in one resource group. The access keys of its callers are the only secret.
targetScope = 'subscription'

import { Settings, StorageSku } from 'types.bicep'

@description('Name of the environment: it becomes part of every name.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Azure region that offers Container Apps.')
param location string

@description('The image of src/Cluster, as REGISTRY.azurecr.io/asl-cluster:1.')
param image string

@description('The resource group of the Azure Container Registry that the image is in; empty where anybody may pull it.')
param registryGroup string = ''

@description('Who may call: ID:SECRET, several with commas.')
@secure()
@minLength(3)
param accessKeys string

@description('Replicas at all times. One alone would be no service while it is moved or replaced.')
@minValue(2)
@maxValue(1000)
param minimumReplicas int = 2

@description('The most replicas at a time.')
@minValue(2)
@maxValue(1000)
param maximumReplicas int = 10

@description('How often the storage account keeps its data.')
param storageSku StorageSku = 'Standard_LRS'

@description('Whether the storage is reached from a network of the app\'s own only. Calls to the app, and its logs, stay public.')
param privateNetwork bool = false

@description('The addresses of that network, at least a /21; those of networks that it is to be peered with must be others.')
param networkAddresses string = '10.0.0.0/16'

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

@description('Where the functions are that tasks call (AWS Invoke REST API); nowhere where it is empty.')
param lambdaEndpoint string = ''

@description('Further settings of the app, as ASL_BINDINGS and ASL_STARTS. A secret belongs into vaultSettings.')
param moreSettings Settings = {}

@description('Settings that are secrets of Key Vault: the address of each, as https://VAULT.vault.azure.net/secrets/NAME, which the identity of the app may read.')
param vaultSettings Settings = {}

@description('The resources that ASL_BINDINGS binds, by their ids: the app\'s identity gets the roles that tasks need on each. Those of the app\'s own storage account need none.')
param boundResources string[] = []

var token = toLower(uniqueString(subscription().id, environmentName, location))
var place = { location: location, tags: { 'azd-env-name': environmentName } }
var hub = 'FunctionsAsl'
var identityName = 'id-${environmentName}-${token}'
var workspaceName = 'log-${environmentName}-${token}'
var storageName = 'st${token}'
var networkName = privateNetwork ? 'vnet-${environmentName}-${token}' : null
var registryServer = split(image, '/')[0]

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: place.tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: identityName, place: place }
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

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: storageName
    place: place
    sku: storageSku
    dataContainer: '${toLower(hub)}-asl'
    identityName: identityName
    networkName: networkName
    workspaceName: workspaceName
  }
  dependsOn: [identity, workspace, network]
}

module pull 'modules/registry-pull.bicep' = if (!empty(registryGroup)) {
  scope: resourceGroup(registryGroup)
  params: { registryName: split(registryServer, '.')[0], identityName: identityName, identityGroup: group.name }
  dependsOn: [identity]
}

module app 'modules/container-app.bicep' = {
  scope: group
  params: {
    name: 'asl-${token}'
    place: place
    image: image
    registryServer: empty(registryGroup) ? null : registryServer
    identityName: identityName
    storageName: storageName
    hub: hub
    networkName: networkName
    workspaceName: workspaceName
    minimumReplicas: minimumReplicas
    maximumReplicas: maximumReplicas
    accessKeys: accessKeys
    settings: union(
      { AWS_DEFAULT_REGION: awsRegion, AWS_ACCOUNT_ID: awsAccountId },
      empty(lambdaEndpoint) ? {} : { LAMBDA_ENDPOINT: lambdaEndpoint },
      moreSettings
    )
    vaultSettings: vaultSettings
  }
  dependsOn: [storage, pull]
}

@description('Where the API is called.')
output ASL_ENDPOINT string = app.outputs.endpoint
