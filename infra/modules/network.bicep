// A network of the app's own: a subnet that the app goes out by, and one where its storage is reached.
import { Place } from '../types.bicep'

@export()
@description('The subnet of the app.')
var hostSubnet = 'host'

@export()
@description('The subnet of private endpoints.')
var endpointSubnet = 'endpoints'

@description('Name of the network.')
param name string

@description('Where it goes.')
param place Place

@description('Its addresses, at least a /21; those of networks that it is to be peered with must be others.')
param addresses string

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: place.location
  tags: place.tags
  properties: {
    addressSpace: { addressPrefixes: [addresses] }
    subnets: [
      {
        name: hostSubnet
        properties: {
          // An address for each instance, of which there may be a thousand.
          addressPrefix: cidrSubnet(addresses, 22, 0)
          // Flex Consumption and Container Apps both want this one; the subscription must have registered Microsoft.App.
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: endpointSubnet
        properties: { addressPrefix: cidrSubnet(addresses, 27, 32) }
      }
    ]
  }
}
