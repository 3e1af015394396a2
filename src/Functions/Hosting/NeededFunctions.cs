using FunctionsAsl.Functions.Triggers;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Starts;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>Tells the host nothing of the timer of schedules where no rule has one, so that an app without work is not woken every minute.</summary>
internal sealed class NeededFunctions(IConfiguration configuration) : IFunctionMetadataTransformer
{
    public string Name => nameof(NeededFunctions);

    public void Transform(IList<IFunctionMetadata> original)
    {
        if (!HasSchedules() && original.FirstOrDefault(static f => f.Name == ScheduleTrigger.Name) is { } timer)
        {
            original.Remove(timer);
        }
    }

    private bool HasSchedules()
    {
        try
        {
            return StartRules.Open(name => configuration[name]).Any(static rule => rule.IsScheduled);
        }
        catch (SettingException)
        {
            // Who reads the rules for their use says what is wrong with them.
            return false;
        }
    }
}
