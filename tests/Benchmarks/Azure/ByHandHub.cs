using DurableTask.AzureStorage;
using DurableTask.Core;
using FunctionsAsl.Cluster;
using FunctionsAsl.Cluster.Adapters;
