using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FunctionsAsl.Json;

namespace FunctionsAsl.Support.Jsonata;

/// <summary>The reference implementation of JSONata in a process of Node. Its package is installed once, outside of the repository.</summary>
public sealed class ReferenceImplementation : IDisposable
{
    private static readonly Lazy<string?> Installed = new(Install);

    private readonly Process _process;

    /// <param name="script">What answers: <c>reference.js</c> evaluates, <c>benchmark.js</c> measures.</param>
    public ReferenceImplementation(string script) => _process = Process.Start(StartInfo("node", Path.Combine(Folder, script)))!;

    /// <summary>Why it cannot run here; <see langword="null"/> where it can.</summary>
    public static string? Problem => Installed.Value;

    private static string Source { get; } = Path.Combine(AppContext.BaseDirectory, "Jsonata", "node");

    private static string Folder { get; } = Path.Combine(
        Path.GetTempPath(),
        $"functions-asl-jsonata-{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(Source, "package.json"))))[..12]}");

    /// <summary>Has all expressions evaluated, and answers in the same order.</summary>
    public async Task<IReadOnlyList<JsonObject>> AnswerAsync(IReadOnlyList<(string Expression, JsonValue Input)> all)
    {
        Task writing = Task.Run(async () =>
        {
            foreach ((string expression, JsonValue input) in all)
            {
                await _process.StandardInput.WriteAsync(JsonObject.Of(("expression", expression), ("input", input)) + "\n");
            }

            await _process.StandardInput.FlushAsync();
        });
        var answers = new List<JsonObject>(all.Count);
        while (answers.Count < all.Count && await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            answers.Add((JsonObject)JsonValue.Parse(line));
        }

        await writing;
        return answers;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(string program, params string[] arguments) => new(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        StandardOutputEncoding = Encoding.UTF8,
    };

    private static string? Install()
    {
        if (Run("node", ".", "--version") is not null || Run("npm", ".", "--version") is not null)
        {
            return "There is no Node here. Install Node 20 or later, with npm: https://nodejs.org";
        }

        Directory.CreateDirectory(Folder);
        foreach (string file in Directory.GetFiles(Source))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        return Directory.Exists(Path.Combine(Folder, "node_modules", "jsonata"))
            || Run("npm", Folder, "install", "--no-audit", "--no-fund", "--no-package-lock", "--fetch-retries=1", "--fetch-timeout=30000") is not { } problem
            ? null
            : $"npm install failed; is the npm registry within reach? {problem}";
    }

    /// <summary>Runs a program to its end, and says what went wrong.</summary>
    private static string? Run(string program, string folder, params string[] arguments)
    {
        ProcessStartInfo start = StartInfo(program, arguments);
        start.WorkingDirectory = folder;
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            _ = output.GetAwaiter().GetResult();
            return process.ExitCode == 0 ? null : errors;
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}
