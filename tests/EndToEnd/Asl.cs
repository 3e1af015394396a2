using System.Diagnostics;
using System.Reflection;

namespace FunctionsAsl.EndToEnd;

/// <summary>The program <c>asl</c>.</summary>
internal static partial class Asl
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What the tests were built as, <c>Debug</c> or <c>Release</c>.</summary>
    public static string Configuration { get; } =
        typeof(Asl).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The host of a cluster, as it was built.</summary>
    public static ProcessStartInfo ClusterStartInfo(params string[] arguments) =>
        Tool.StartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "asl-cluster.dll"), .. arguments]);

    /// <summary>Runs it in the root of the repository.</summary>
    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <param name="variables">Of the environment.</param>
    public static Task<Outcome> RunAsync((string Name, string Value)[] variables, params string[] arguments)
    {
        ProcessStartInfo start = StartInfo(arguments);
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        start.WorkingDirectory = Root;
        return Tool.RunAsync(start);
    }

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "FunctionsAsl.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
