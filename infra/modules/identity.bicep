// An identity: what may be done with it hangs on the roles that other modules give it.
import { Place } from '../types.bicep'

@description('Name of the identity.')
param name string

@description('Where it goes.')
param place Place

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: place.location
  tags: place.tags
}
