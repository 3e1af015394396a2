using Xunit;

namespace FunctionsAsl.Browser;

/// <summary>The browser, with Playwright's runner and what the specs use.</summary>
internal static class Chromium
{
    /// <summary>Debian's build without windows: the same pages, in less than two thirds of the processor's time.</summary>
    private const string Shell = "/usr/bin/chromium-headless-shell";

    public static NodePackages Packages { get; } = new(Path.Combine(AppContext.BaseDirectory, "specs"));

    /// <summary>The one that <c>CHROMIUM</c> names, or Debian's.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named
        : File.Exists(Shell) ? Shell
        : "/usr/bin/chromium";

    /// <summary>Why it cannot run here; <see langword="null"/> where it can.</summary>
    public static string? Problem => File.Exists(Program)
        ? Packages.Problem
        : $"There is no {Program} here. Install it with: apt-get install chromium-headless-shell; or set CHROMIUM to one.";
}

/// <summary>A test that needs Chromium and Node.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Chromium.Problem;
}

/// <summary>A test that needs Chromium, Node, and Azurite.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumAndAzuriteTheoryAttribute : TheoryAttribute
{
    public ChromiumAndAzuriteTheoryAttribute() => Skip = Chromium.Problem ?? Azurite.Problem;
}
