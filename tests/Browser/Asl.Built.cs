using System.Diagnostics;

namespace FunctionsAsl.EndToEnd;

internal static partial class Asl
{
    /// <summary>The program as it was built: the end-to-end tests have it as people get it.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments) =>
        Tool.StartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "asl.dll"), .. arguments]);
}
