using FunctionsAsl.Service;
using Microsoft.Azure.Functions.Worker.Builder;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>Makes a Functions app one that runs workflows, beside what its author has in it.</summary>
public static class FunctionsAslApp
{
    /// <summary>
    /// Adds the Step Functions API, its console, and the durable engine under them; the worker's SDK finds their triggers by itself. Settings
    /// are those of the app. Task states run the app's activity functions, and what <see cref="TaskHandlerServices"/> adds.
    /// </summary>
    /// <exception cref="SettingException">A setting is missing that the durable extension of the host needs.</exception>
    public static FunctionsApplicationBuilder AddFunctionsAsl(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        DurableServices.CheckHost(builder.Configuration);
        builder.Services.AddFunctionsAsl(builder.Configuration).AddTelemetry(builder.Configuration).AddHostWatch(builder.Configuration);
        return builder;
    }
}
