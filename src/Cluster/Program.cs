using FunctionsAsl.Cluster;
using FunctionsAsl.Serving;

return await CommandLine.RunAsync(ClusterCommand.Create(), args, static e => e is StorageException);
