using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>Adds the app's own code for Task states: plain classes and delegates, found by the name of the function in the definition.</summary>
public static class TaskHandlerServices
{
    private delegate void Registration(IServiceProvider provider, TaskHandlers handlers);

    /// <summary>Lets <typeparamref name="T"/> run the tasks of the function <paramref name="name"/>. One instance serves all, at the same time.</summary>
    public static IServiceCollection AddTaskHandler<T>(this IServiceCollection services, string name)
        where T : class, ITaskHandler =>
        services.Register((provider, handlers) => handlers.Add(name, ActivatorUtilities.CreateInstance<T>(provider)));

    /// <summary>Lets <paramref name="handler"/> run the tasks of the function <paramref name="name"/>.</summary>
    public static IServiceCollection AddTaskHandler(this IServiceCollection services, string name, ITaskHandler handler) =>
        services.Register((_, handlers) => handlers.Add(name, handler));

    /// <inheritdoc cref="AddTaskHandler(IServiceCollection, string, ITaskHandler)"/>
    public static IServiceCollection AddTaskHandler(
        this IServiceCollection services, string name, Func<JsonAny, CancellationToken, ValueTask<JsonAny>> handler) =>
        services.Register((_, handlers) => handlers.Add(name, handler));

    /// <summary>
    /// Lets a delegate over types of one's own run the tasks of the function <paramref name="name"/>. System.Text.Json writes them in camel
    /// case, and reads any.
    /// </summary>
    public static IServiceCollection AddTaskHandler<TInput, TOutput>(
        this IServiceCollection services, string name, Func<TInput, CancellationToken, Task<TOutput>> handler) =>
        services.AddTaskHandler(name, TypedHandler.Of(handler));

    /// <exception cref="ArgumentException">Two handlers have one name.</exception>
    internal static TaskHandlers CreateTaskHandlers(this IServiceProvider provider)
    {
        var handlers = new TaskHandlers();
        foreach (Registration register in provider.GetServices<Registration>())
        {
            register(provider, handlers);
        }

        return handlers;
    }

    private static IServiceCollection Register(this IServiceCollection services, Registration register) => services.AddSingleton(register);
}
