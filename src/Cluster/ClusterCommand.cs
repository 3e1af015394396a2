using System.CommandLine;
using FunctionsAsl.AzureIdentity;

namespace FunctionsAsl.Cluster;

/// <summary>The program's one command: serves the Step Functions API as one of any number of processes on one task hub.</summary>
internal static class ClusterCommand
{
    private const string StorageVariable = "ASL_STORAGE";

    public static RootCommand Create()
    {
        var storage = new Option<string>("--storage")
        {
            Description = "The storage account: a connection string, or the address of its blobs, as https://ACCOUNT.blob.core.windows.net, "
                + $"which is used with this process's identity. Without it, {StorageVariable}.",
        };
        var hub = new Option<string>("--hub")
        {
            Description = "The task hub: all processes of one hub in one account are one service. 3 to 45 letters and digits.",
            DefaultValueFactory = _ => "FunctionsAsl",
        };
        var command = new RootCommand(
            $"Amazon States Language workflows on any number of machines, over Azure Storage.\n\n{EnvironmentSettings.Help}") { storage, hub };
        var options = new ServeOptions(countsExecutions: false, new IdentityTokens(), runsSchedules: false);
        options.AddTo(command);
        command.SetAction((arguments, stop) =>
        {
            string? text = arguments.GetValue(storage) ?? Environment.GetEnvironmentVariable(StorageVariable);
            if (string.IsNullOrEmpty(text))
            {
                throw new UsageException($"Say where the data is to be: --storage, or {StorageVariable}.");
            }

            var taskHub = new TaskHub(StorageAccount.Parse(text), arguments.GetRequiredValue(hub));
            return options.RunAsync(arguments, async (tasks, log) => await ClusterService.StartAsync(taskHub, tasks, log.Ended), stop);
        });
        return command;
    }
}
