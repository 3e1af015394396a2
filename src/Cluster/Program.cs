using FunctionsAsl.Cluster;

return await CommandLine.RunAsync(ClusterCommand.Create(), args, static e => e is StorageException);
