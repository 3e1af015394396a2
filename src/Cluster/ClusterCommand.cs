using System.CommandLine;
using FunctionsAsl.AzureIdentity;
using FunctionsAsl.Integrations;
using FunctionsAsl.Integrations.Azure;
using FunctionsAsl.Integrations.Parquet;

namespace FunctionsAsl.Cluster;

/// <summary>The program's one command: serves the Step Functions API as one of any number of processes on one task hub.</summary>
internal static class ClusterCommand
{
    public static RootCommand Create()
    {
        var storage = new Option<string>("--storage")
        {
            Description = "The storage account: a connection string, or the address of its blobs, as https://ACCOUNT.blob.core.windows.net, "
                + $"which is used with this process's identity. Without it, {EnvironmentSettings.Storage}.",
        };
        var hub = new Option<string>("--hub")
        {
            Description = "The task hub: all processes of one hub in one account are one service. 3 to 45 letters and digits.",
            DefaultValueFactory = _ => "FunctionsAsl",
        };
        var command = new RootCommand(
            $"Amazon States Language workflows on any number of machines, over Azure Storage.\n\n{EnvironmentSettings.Help(SettingUse.Cluster)}") { storage, hub };
        var identity = new IdentityTokens();
        var options = new ServeOptions(countsExecutions: false);
        options.AddTo(command);
        command.SetAction((arguments, stop) =>
        {
            string? text = arguments.GetValue(storage) ?? Environment.GetEnvironmentVariable(EnvironmentSettings.Storage);
            if (string.IsNullOrEmpty(text))
            {
                throw new UsageException($"Say where the data is to be: --storage, or {EnvironmentSettings.Storage}.");
            }

            StorageAccount account = StorageAccount.Parse(text);
            var taskHub = new TaskHub(account, arguments.GetRequiredValue(hub));
            var host = new HostAbilities
            {
                Identity = identity,
                Bound = AzureBindings.Open(
                    Environment.GetEnvironmentVariable, account.Own, identity.Credential, TaskIntegrations.Http(), TimeProvider.System),
                Formats = [new ParquetFormat()],
            };
            return options.RunAsync(arguments, async (tasks, log) => await ClusterService.StartAsync(taskHub, tasks, log.Ended), host, stop);
        });
        return command;
    }
}
