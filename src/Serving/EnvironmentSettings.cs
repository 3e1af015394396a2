using FunctionsAsl.Integrations;
using FunctionsAsl.Samples;
using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Serving;

/// <summary>The settings of this machine, and the functions of the samples.</summary>
public static class EnvironmentSettings
{
    /// <summary>Where the data of the host over Azure Storage is: a connection string or an address.</summary>
    public const string Storage = "ASL_STORAGE";

    /// <summary>The variables, for those who ask a command for help.</summary>
    public static string Help(SettingUse most) => KnownSettings.Help(most);

    /// <param name="handlers">Functions that the user named.</param>
    /// <param name="samples">Whether those of the samples are there too; what the user brings wins.</param>
    /// <param name="countsExecutions">As for <see cref="Settings.Read"/>.</param>
    /// <param name="own">Where this server is; <see langword="null"/> where it is none.</param>
    /// <param name="host">As for <see cref="TaskIntegrations.AddTo"/>.</param>
    /// <exception cref="SettingException">A variable has a value that cannot be.</exception>
    public static TaskRunnerOptions Read(
        IReadOnlyDictionary<string, ITaskHandler> handlers,
        bool samples,
        bool countsExecutions = true,
        Uri? own = null,
        HostAbilities? host = null)
    {
        if (Environment.GetEnvironmentVariable("STEP_FUNCTIONS_ENDPOINT") is { Length: > 0 })
        {
            Log.Note("STEP_FUNCTIONS_ENDPOINT is ignored: nested workflows run here.");
        }

        foreach (string unread in ConfigCommand.Unread())
        {
            Log.Note(unread);
        }

        var all = new TaskHandlers();
        // An endpoint may have functions of the same names.
        bool adds = samples && Environment.GetEnvironmentVariable("LAMBDA_ENDPOINT") is null or "";
        foreach ((string name, ITaskHandler handler) in handlers.Concat(SampleHandlers.All.Where(h => adds && !handlers.ContainsKey(h.Key))))
        {
            all.Add(name, handler);
        }

        TaskRunnerOptions options = Settings.Read(Environment.GetEnvironmentVariable, all, Log.Failure, countsExecutions);
        options = options with { Service = options.Service with { Clock = new WallClock(TimeProvider.System), ReportNote = Log.Note } };
        return TaskIntegrations.AddTo(options, Environment.GetEnvironmentVariable, own, TaskIntegrations.Http(), host);
    }
}
