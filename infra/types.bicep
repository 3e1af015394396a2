// What the modules hand to each other, and what a person chooses for every host.

@export()
@description('Marks on a resource; azd finds what is its own by them.')
type Tags = {
  @description('A mark.')
  *: string
}

@export()
@description('Where the resources of a module go, and how they are marked.')
type Place = {
  @description('Azure region.')
  location: string

  @description('Marks on each of them.')
  tags: Tags
}

@export()
@description('Variables of the environment of an app.')
type Settings = {
  @description('A variable.')
  *: string
}

@export()
@description('How often the storage account keeps its data: ZRS bears the loss of a zone, where the region has zones.')
type StorageSku = 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS'
