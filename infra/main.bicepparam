// What azd deploys main.bicep with: the variables of its environment (`azd env set NAME VALUE`).
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param durableBackend = readEnvironmentVariable('DURABLE_BACKEND', 'azureStorage')
param storageSku = readEnvironmentVariable('STORAGE_SKU', 'Standard_LRS')
param privateNetwork = bool(readEnvironmentVariable('PRIVATE_NETWORK', 'false'))
param networkAddresses = readEnvironmentVariable('NETWORK_ADDRESSES', '10.0.0.0/16')
param alwaysReadyInstances = int(readEnvironmentVariable('ALWAYS_READY_INSTANCES', '1'))
param maximumInstances = int(readEnvironmentVariable('MAXIMUM_INSTANCES', '100'))
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
param logRetentionDays = int(readEnvironmentVariable('LOG_RETENTION_DAYS', '30'))
param awsRegion = readEnvironmentVariable('AWS_DEFAULT_REGION', 'us-east-1')
param awsAccountId = readEnvironmentVariable('AWS_ACCOUNT_ID', '123456789012')
param lambdaEndpoint = readEnvironmentVariable('LAMBDA_ENDPOINT', '')
param moreSettings = json(readEnvironmentVariable('MORE_SETTINGS', '{}'))
param boundResources = json(readEnvironmentVariable('BOUND_RESOURCES', '[]'))
