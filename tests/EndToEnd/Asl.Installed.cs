using System.Diagnostics;
using FunctionsAsl.EndToEnd.Packages;

namespace FunctionsAsl.EndToEnd;

internal static partial class Asl
{
    /// <summary>The program as people get it: packed, and installed as a tool.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments) => Tool.StartInfo(PackedFiles.Packed.Program, arguments);
}
