using System.Reflection;

namespace FunctionsAsl.Core.Execution;

/// <summary>The release that stands in every saved state: it says who wrote it, to those who have to read it.</summary>
public static class EngineVersion
{
    /// <summary>As in <c>Directory.Build.props</c>, as <c>0.10.0</c>.</summary>
    public static string Current { get; } = typeof(EngineVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];
}
