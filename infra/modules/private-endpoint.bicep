// A service at an address of the app's own network, by its usual name.
import { Place } from '../types.bicep'
import { endpointSubnet } from 'network.bicep'

@description('Name of the endpoint.')
param name string

@description('Where it goes.')
param place Place

@description('The network that gets it.')
param networkName string

@description('The resource that is reached by it.')
param serviceId string

@description('The part of the resource, in the words of Private Link.')
param group string

@description('The zone of the names of such services.')
param zoneName string

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: networkName

  resource endpoints 'subnets' existing = {
    name: endpointSubnet
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zoneName
  location: 'global'
  tags: place.tags

  resource link 'virtualNetworkLinks' = {
    name: networkName
    location: 'global'
    tags: place.tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: name
  location: place.location
  tags: place.tags
  properties: {
    subnet: { id: network::endpoints.id }
    privateLinkServiceConnections: [{ name: group, properties: { privateLinkServiceId: serviceId, groupIds: [group] } }]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: group, properties: { privateDnsZoneId: zone.id } }]
    }
  }
}
