// Where logs and metrics are kept. It stays public: whoever reads or writes needs a role, and its own private link would take a scope for all of Azure Monitor.
import { Place } from '../types.bicep'

@description('Name of the workspace.')
param name string

@description('Where it goes.')
param place Place

@description('How long it keeps what it gets, in days.')
param retentionDays int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: name
  location: place.location
  tags: place.tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true }
  }
}
