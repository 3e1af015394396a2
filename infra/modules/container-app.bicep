// `src/Cluster` on Container Apps: any number of processes beside each other, HTTPS in front, access keys for whoever calls.
import { Place, Settings } from '../types.bicep'
import { hostSubnet } from 'network.bicep'

@description('Name of the app; it becomes part of its address.')
param name string

@description('Where it goes.')
param place Place

@description('The image, as registry.azurecr.io/asl-cluster:1.')
param image string

@description('The registry that the identity may pull the image from; none where anybody may.')
param registryServer string?

@description('The identity that it does everything with.')
param identityName string

@description('Its storage account.')
param storageName string

@description('The task hub in the account.')
param hub string

@description('The network that it goes out by, if there is one.')
param networkName string?

@description('Where its logs go.')
param workspaceName string

@description('Replicas at all times.')
@minValue(2)
param minimumReplicas int

@description('The most replicas at a time.')
param maximumReplicas int

@description('Who may call: ID:SECRET, several with commas.')
@secure()
param accessKeys string

@description('Further settings.')
param settings Settings

@description('Settings that are secrets of Key Vault: the address of each.')
param vaultSettings Settings

var port = 8083
var host = '${name}.${environment.properties.defaultDomain}'
var variables = union(settings, {
  AZURE_CLIENT_ID: identity.properties.clientId
  ASL_STORAGE: account.properties.primaryEndpoints.blob
})

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = if (networkName != null) {
  name: networkName!

  resource host 'subnets' existing = {
    name: hostSubnet
  }
}

resource environment 'Microsoft.App/managedEnvironments@2026-01-01' = {
  name: 'cae-${name}'
  location: place.location
  tags: place.tags
  properties: {
    // By the settings below: the other way takes a key of the workspace.
    appLogsConfiguration: { destination: 'azure-monitor' }
    vnetConfiguration: networkName == null ? null : { infrastructureSubnetId: network::host.id }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
  }
}

#disable-next-line use-recent-api-versions // There is no newer version that takes a workspace.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: environment
  properties: {
    workspaceId: workspace.id
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource app 'Microsoft.App/containerApps@2026-01-01' = {
  name: name
  location: place.location
  tags: place.tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: { external: true, targetPort: port, transport: 'http', allowInsecure: false }
      registries: registryServer == null ? [] : [{ server: registryServer!, identity: identity.id }]
      secrets: concat(
        [{ name: 'access-keys', value: accessKeys }],
        map(items(vaultSettings), setting => {
          name: toLower(replace(setting.key, '_', '-'))
          keyVaultUrl: setting.value
          identity: identity.id
        })
      )
    }
    template: {
      terminationGracePeriodSeconds: 30
      scale: {
        minReplicas: minimumReplicas
        maxReplicas: maximumReplicas
        // What waits in the storage account costs a replica time, whoever asked for it.
        rules: [{ name: 'cpu', custom: { type: 'cpu', metadata: { type: 'Utilization', value: '70' } } }]
      }
      containers: [
        {
          name: 'asl'
          image: image
          args: ['--host', '0.0.0.0', '--port', string(port), '--hub', hub, '--allow-host', host]
          env: concat(
            map(items(variables), variable => { name: variable.key, value: variable.value }),
            map(items(vaultSettings), setting => {
              name: setting.key
              secretRef: toLower(replace(setting.key, '_', '-'))
            }),
            [{ name: 'ASL_ACCESS_KEYS', secretRef: 'access-keys' }]
          )
          resources: { cpu: json('0.5'), memory: '1Gi' }
          probes: [
            { type: 'Startup', httpGet: { path: '/health', port: port }, periodSeconds: 2, failureThreshold: 30 }
            { type: 'Liveness', httpGet: { path: '/health', port: port }, periodSeconds: 10, failureThreshold: 3 }
            { type: 'Readiness', httpGet: { path: '/ready', port: port }, periodSeconds: 5, failureThreshold: 3 }
          ]
        }
      ]
    }
  }
}

@description('Where it is called.')
output endpoint string = 'https://${app.properties.configuration.ingress.fqdn}'
