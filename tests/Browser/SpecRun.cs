using System.Diagnostics;
using FunctionsAsl.EndToEnd;
using FunctionsAsl.Json;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Browser;

/// <summary>A file of specs, run by Playwright against a server.</summary>
internal static class SpecRun
{
    /// <summary>The one that needs a server with access keys.</summary>
    public const string Session = "session";

    /// <summary>The other files, without <c>.spec.ts</c>.</summary>
    public static IEnumerable<string> All() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "specs"), "*.spec.ts")
            .Select(static file => Path.GetFileName(file)[..^".spec.ts".Length])
            .Where(static spec => spec != Session)
            .Order(StringComparer.Ordinal);

    /// <summary>Every test of the file passes, there is one at least, and none is skipped.</summary>
    public static async Task AssertPassesAsync(string spec, string endpoint, ITestOutputHelper output, params (string Name, string Value)[] variables)
    {
        string report = Path.GetTempFileName();
        try
        {
            string runner = Path.Combine(Chromium.Packages.Directory, "node_modules", "@playwright", "test", "cli.js");
            ProcessStartInfo start = Tool.StartInfo("node", [runner, "test", $"{spec}.spec.ts"]);
            start.WorkingDirectory = Chromium.Packages.Directory;
            foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)
                [
                    ("CONSOLE_URL", endpoint), ("CHROMIUM", Chromium.Program), ("REPORT", report),
                    ("SAMPLES", Path.Combine(Asl.Root, "src", "Samples")), .. variables,
                ])
            {
                start.Environment[name] = value;
            }

            Outcome outcome = await Tool.RunAsync(start, most: TimeSpan.FromMinutes(40));
            output.WriteLine(outcome.Output);
            Assert.True(outcome.Code == 0, outcome.ToString());
            JsonAny counts = JsonAny.Parse(await File.ReadAllBytesAsync(report)).At("stats");
            Assert.Equal((0L, 0L, 0L), (counts.Integer("skipped"), counts.Integer("unexpected"), counts.Integer("flaky")));
            Assert.NotEqual(0L, counts.Integer("expected"));
        }
        finally
        {
            File.Delete(report);
        }
    }
}
