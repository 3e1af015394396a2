// One account for the durable state, the executions' records and histories, and the package and the host of a Functions app.
import { Place, StorageSku } from '../types.bicep'

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Where it goes.')
param place Place

@description('How often it keeps its data.')
param sku StorageSku

@description('The container of records and histories.')
param dataContainer string

@description('The identity of the app.')
param identityName string

@description('The identity that writes and reads the package of a Functions app; none where the app is an image.')
param packageIdentityName string?

@description('Whether the durable state is kept here, which takes tables.')
param useTables bool = true

@description('The only network that it is reached from; everywhere, where there is none.')
param networkName string?

@description('Where the metrics of all operations go.')
param workspaceName string

@export()
@description('The container of the package of a Functions app.')
var packageContainer = 'app-package'

// These are on the account and no narrower, since the engine and the Functions host make queues, tables and containers by themselves (HUB-leases,
// HUB-largemessages, azure-webjobs-hosts, azure-webjobs-secrets). Contributor may do that; the host needs nothing that only Owner may.
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var queueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var roles = useTables
  ? [blobDataContributor, queueDataContributor, tableDataContributor]
  : [blobDataContributor, queueDataContributor]

var hasPackage = packageIdentityName != null

// The app's identity may not read or write the package. It could still delete its container, or ask for the other identity's token:
// the condition keeps the app's own mistakes away from its code, not somebody who runs code in it.
var blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers'
var notThePackage = '((!(ActionMatches{\'${blobs}/blobs/*\'})) OR (@Resource[${blobs}:name] StringNotEquals \'${packageContainer}\'))'

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource packageIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = if (hasPackage) {
  name: packageIdentityName!
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: place.location
  tags: place.tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: networkName == null ? 'Enabled' : 'Disabled'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = if (hasPackage) {
      name: packageContainer
    }

    resource executions 'containers' = {
      name: dataContainer
    }
  }

  resource queues 'queueServices' = {
    name: 'default'
  }

  resource tables 'tableServices' = {
    name: 'default'
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(account.id, identity.id, role)
    scope: account
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      condition: role == blobDataContributor && hasPackage ? notThePackage : null
      conditionVersion: role == blobDataContributor && hasPackage ? '2.0' : null
    }
  }
]

resource packageAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (hasPackage) {
  name: guid(account::blobs::packages.id, packageIdentity.id, blobDataContributor)
  scope: account::blobs::packages
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
    principalId: packageIdentity!.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

module endpoints 'private-endpoint.bicep' = [
  for service in networkName == null ? [] : ['blob', 'queue', 'table']: {
    params: {
      name: '${name}-${service}'
      place: place
      networkName: networkName!
      serviceId: account.id
      group: service
      zoneName: 'privatelink.${service}.${environment().suffixes.storage}'
    }
  }
]

#disable-next-line use-recent-api-versions // There is no newer version that takes a workspace.
resource blobMetrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'metrics'
  scope: account::blobs
  properties: {
    workspaceId: workspace.id
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // There is no newer version that takes a workspace.
resource queueMetrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'metrics'
  scope: account::queues
  properties: {
    workspaceId: workspace.id
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // There is no newer version that takes a workspace.
resource tableMetrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'metrics'
  scope: account::tables
  properties: {
    workspaceId: workspace.id
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}
