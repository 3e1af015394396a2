using FunctionsAsl.Samples;

namespace FunctionsAsl.Local;

/// <summary>The settings of this machine, and the functions of the samples.</summary>
internal static class LocalSettings
{
    /// <param name="handlers">Functions that the user named; those of the samples stand behind them.</param>
    /// <exception cref="SettingException">A variable has a value that cannot be.</exception>
    public static TaskRunnerOptions Read(IReadOnlyDictionary<string, ITaskHandler> handlers)
    {
        if (Environment.GetEnvironmentVariable("STEP_FUNCTIONS_ENDPOINT") is { Length: > 0 })
        {
            Log.Note("STEP_FUNCTIONS_ENDPOINT is ignored: nested workflows run here.");
        }

        var all = new TaskHandlers();
        foreach ((string name, ITaskHandler handler) in handlers.Concat(SampleHandlers.All.Where(h => !handlers.ContainsKey(h.Key))))
        {
            all.Add(name, handler);
        }

        return Settings.Read(Environment.GetEnvironmentVariable, all, Log.Failure);
    }
}
