using FunctionsAsl.Service;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FunctionsAsl;

/// <summary>Brings a <see cref="StepFunctions"/> into an app with a host, as those of ASP.NET.</summary>
public static class StepFunctionsServices
{
    /// <summary>
    /// Adds one that is opened when the app starts, and closed when it stops. Its settings are those of the app. Parts of an app may each call
    /// this: all they say holds, in their order.
    /// </summary>
    /// <param name="configure">Says where its data is, and what its tasks run.</param>
    public static IServiceCollection AddStepFunctions(this IServiceCollection services, Action<StepFunctionsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddStepFunctions((_, options) => configure(options));
    }

    /// <inheritdoc cref="AddStepFunctions(IServiceCollection, Action{StepFunctionsOptions})"/>
    /// <param name="configure">Has the app's services too: those that live as long as the app.</param>
    public static IServiceCollection AddStepFunctions(
        this IServiceCollection services, Action<IServiceProvider, StepFunctionsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(Create);
        services.AddSingleton(new Part(configure));
        return services.AddHostedService<StepFunctionsHost>();
    }

    /// <summary>
    /// Lets a class run the tasks of a function: each attempt has a scope of services and an instance of its own, which may ask for scoped
    /// services. Adds a <see cref="StepFunctions"/> where there is none.
    /// </summary>
    /// <param name="function">The function's name in definitions.</param>
    public static IServiceCollection AddTaskHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string function)
        where THandler : class, ITaskHandler
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddScoped<THandler>();
        return services.AddStepFunctions((provider, options) => options.AddTaskHandler(function, new ScopedHandler<THandler>(provider)));
    }

    /// <summary>Lets a delegate run the tasks of a function: each attempt has a scope of services, which ends with it.</summary>
    /// <inheritdoc cref="AddTaskHandler{THandler}(IServiceCollection, string)"/>
    /// <param name="handler">Has the services of the attempt, its input, and a token that is cancelled when nobody waits for its result.</param>
    [RequiresUnreferencedCode(TypedHandler.Untrimmed)]
    [RequiresDynamicCode(TypedHandler.Untrimmed)]
    public static IServiceCollection AddTaskHandler<TInput, TOutput>(
        this IServiceCollection services, string function, Func<IServiceProvider, TInput, CancellationToken, Task<TOutput>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return services.AddStepFunctions((provider, options) => options.AddTaskHandler(function, Scoped(provider, handler)));
    }

    /// <summary>The same for programs that are trimmed or native: the types come from a <c>JsonSerializerContext</c>.</summary>
    /// <inheritdoc cref="AddTaskHandler{TInput, TOutput}(IServiceCollection, string, Func{IServiceProvider, TInput, CancellationToken, Task{TOutput}})"/>
    /// <param name="input">How the task's input is read.</param>
    /// <param name="output">How its result is written.</param>
    public static IServiceCollection AddTaskHandler<TInput, TOutput>(
        this IServiceCollection services,
        string function,
        Func<IServiceProvider, TInput, CancellationToken, Task<TOutput>> handler,
        JsonTypeInfo<TInput> input,
        JsonTypeInfo<TOutput> output)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return services.AddStepFunctions((provider, options) => options.AddTaskHandler(function, Scoped(provider, handler), input, output));
    }

    private static Func<TInput, CancellationToken, Task<TOutput>> Scoped<TInput, TOutput>(
        IServiceProvider services, Func<IServiceProvider, TInput, CancellationToken, Task<TOutput>> handler) =>
        async (input, cancel) =>
        {
            await using AsyncServiceScope scope = services.CreateAsyncScope();
            return await handler(scope.ServiceProvider, input, cancel);
        };

    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    private static StepFunctions Create(IServiceProvider provider)
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

        foreach (Part part in provider.GetServices<Part>())
        {
            part.Configure(provider, options);
        }

        return StepFunctions.Create(options);
    }

    private static readonly Action<ILogger, string, Exception?> Failed =
        LoggerMessage.Define<string>(LogLevel.Error, new EventId(1, "Failure"), "It failed: {What}");

    /// <summary>What a part of the app says of its <see cref="StepFunctions"/>.</summary>
    private sealed record Part(Action<IServiceProvider, StepFunctionsOptions> Configure);

    private sealed class ScopedHandler<THandler>(IServiceProvider services) : ITaskHandler
        where THandler : class, ITaskHandler
    {
        public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
        {
            await using AsyncServiceScope scope = services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<THandler>().HandleAsync(input, cancel);
        }
    }
}
