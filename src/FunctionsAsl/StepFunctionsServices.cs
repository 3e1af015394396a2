using FunctionsAsl.Service;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FunctionsAsl;

/// <summary>Brings a <see cref="StepFunctions"/> into an app with a host, as those of ASP.NET.</summary>
public static class StepFunctionsServices
{
    /// <summary>Adds one that is opened when the app starts, and closed when it stops. Its settings are those of the app.</summary>
    /// <param name="configure">Says where its data is, and what its tasks run.</param>
    public static IServiceCollection AddStepFunctions(this IServiceCollection services, Action<StepFunctionsOptions> configure) =>
        services.AddStepFunctions((_, options) => configure(options));

    /// <inheritdoc cref="AddStepFunctions(IServiceCollection, Action{StepFunctionsOptions})"/>
    /// <param name="configure">Has the app's services too, for handlers that need them.</param>
    public static IServiceCollection AddStepFunctions(
        this IServiceCollection services, Action<IServiceProvider, StepFunctionsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider => Create(provider, configure));
        return services.AddHostedService<StepFunctionsHost>();
    }

    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    private static StepFunctions Create(IServiceProvider provider, Action<IServiceProvider, StepFunctionsOptions> configure)
    {
        var options = new StepFunctionsOptions();
        if (provider.GetService<IConfiguration>() is { } configuration)
        {
            options.Setting = name => configuration[name];
        }

        if (provider.GetService<ILogger<StepFunctions>>() is { } log)
        {
            options.ReportFailure = (what, e) => Failed(log, what, e);
        }

        configure(provider, options);
        return StepFunctions.Create(options);
    }

    private static readonly Action<ILogger, string, Exception?> Failed =
        LoggerMessage.Define<string>(LogLevel.Error, new EventId(1, "Failure"), "It failed: {What}");
}
