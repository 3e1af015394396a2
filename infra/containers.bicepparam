// What containers.bicep is deployed with: variables of whoever deploys it.
using 'containers.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param image = readEnvironmentVariable('IMAGE')
param registryGroup = readEnvironmentVariable('REGISTRY_GROUP', '')
param accessKeys = readEnvironmentVariable('ASL_ACCESS_KEYS')
param minimumReplicas = int(readEnvironmentVariable('MINIMUM_REPLICAS', '2'))
param maximumReplicas = int(readEnvironmentVariable('MAXIMUM_REPLICAS', '10'))
param storageSku = readEnvironmentVariable('STORAGE_SKU', 'Standard_LRS')
param privateNetwork = bool(readEnvironmentVariable('PRIVATE_NETWORK', 'false'))
param networkAddresses = readEnvironmentVariable('NETWORK_ADDRESSES', '10.0.0.0/16')
param logRetentionDays = int(readEnvironmentVariable('LOG_RETENTION_DAYS', '30'))
param awsRegion = readEnvironmentVariable('AWS_DEFAULT_REGION', 'us-east-1')
param awsAccountId = readEnvironmentVariable('AWS_ACCOUNT_ID', '123456789012')
param lambdaEndpoint = readEnvironmentVariable('LAMBDA_ENDPOINT', '')
