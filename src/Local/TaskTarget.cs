using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace FunctionsAsl.Local;

/// <summary>What <c>--task NAME=…</c> names: an address that is posted to, or a command of the shell.</summary>
internal sealed class TaskTarget(string name, Func<JsonAny, CancellationToken, ValueTask<JsonAny>> run) : ITaskHandler
{
    private const string Failed = "TaskFailed";
    private const string InvalidOutput = "InvalidTaskOutput";

    // More than a state may hold, so that the interpreter says what is too long.
    private const int MaxOutput = 1024 * 1024;
    private const int MaxCause = 32 * 1024;

    /// <summary>The function's name.</summary>
    public string Name => name;

    /// <param name="text"><c>NAME=URL</c> or <c>NAME=COMMAND</c>.</param>
    /// <param name="http">Carries the posts.</param>
    /// <exception cref="UsageException">It is neither.</exception>
    public static TaskTarget Parse(string text, HttpClient http)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
        {
            throw new UsageException($"--task takes NAME=URL or NAME=COMMAND, not '{text}'.");
        }

        string target = text[(equals + 1)..];
        bool isAddress = target.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || target.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!isAddress)
        {
            return new TaskTarget(text[..equals], (input, cancel) => RunAsync(target, input, cancel));
        }

        return Uri.TryCreate(target, UriKind.Absolute, out Uri? address)
            ? new TaskTarget(text[..equals], (input, cancel) => PostAsync(http, address, input, cancel))
            : throw new UsageException($"'{target}' is no address.");
    }

    public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) => run(input, cancel);

    private static async ValueTask<JsonAny> PostAsync(HttpClient http, Uri address, JsonAny input, CancellationToken cancel)
    {
        try
        {
            using var content = new ByteArrayContent(input.ToUtf8());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancel);
            (byte[] body, bool isWhole) = await ReadAsync(stream, MaxOutput, cancel);
            return response.IsSuccessStatusCode
                ? Output($"The answer of {address}", body, isWhole)
                : throw new TaskFailedException(Failed, $"{address} answered {(int)response.StatusCode}: {Cause(body)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TaskFailedException(Failed, $"{address} did not answer: {e.Message}");
        }
    }

    private static async ValueTask<JsonAny> RunAsync(string command, JsonAny input, CancellationToken cancel)
    {
        using Process process = Start(command);
        var killing = new Lock();
        // Within the cancellation itself: whoever cancels may end this program next, and the command would outlive it.
        await using CancellationTokenRegistration kill = cancel.Register(() => Kill(process, killing));
        try
        {
            Task<(byte[] Bytes, bool IsWhole)> output = ReadAsync(process.StandardOutput.BaseStream, MaxOutput, cancel);
            Task<(byte[] Bytes, bool IsWhole)> errors = ReadAsync(process.StandardError.BaseStream, MaxCause, cancel);
            await WriteAsync(process.StandardInput.BaseStream, input, cancel);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode == 0)
            {
                return Output("The output of the command", (await output).Bytes, (await output).IsWhole);
            }

            string cause = Cause((await errors).Bytes);
            throw new TaskFailedException(Failed, cause.Length > 0 ? cause : $"The command ended with exit code {process.ExitCode}.");
        }
        finally
        {
            Kill(process, killing);
        }
    }

    /// <summary>Kills a command with all that it started, or waits until <paramref name="killing"/> has: its own end comes first.</summary>
    private static void Kill(Process process, Lock killing)
    {
        lock (killing)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(string command)
    {
        string[] shell = OperatingSystem.IsWindows() ? ["cmd.exe", "/c"] : ["/bin/sh", "-c"];
        try
        {
            return Process.Start(new ProcessStartInfo(shell[0], [shell[1], command])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception e)
        {
            throw new TaskFailedException(Failed, $"The command cannot be run: {e.Message}");
        }
    }

    private static async Task WriteAsync(Stream stream, JsonAny input, CancellationToken cancel)
    {
        try
        {
            await using (stream)
            {
                await stream.WriteAsync(input.ToUtf8(), cancel);
            }
        }
        catch (IOException)
        {
            // A command need not read its input.
        }
    }

    /// <summary>Reads to the end, and keeps the beginning; so the writer is not held up.</summary>
    private static async Task<(byte[] Bytes, bool IsWhole)> ReadAsync(Stream stream, int most, CancellationToken cancel)
    {
        using var kept = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        long total = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, cancel)) > 0)
        {
            total += read;
            kept.Write(buffer, 0, (int)Math.Min(read, most - kept.Length));
        }

        return (kept.ToArray(), total <= most);
    }

    private static JsonAny Output(string what, byte[] text, bool isWhole)
    {
        if (!isWhole)
        {
            throw new TaskFailedException(InvalidOutput, $"{what} is longer than {MaxOutput} bytes.");
        }

        try
        {
            return JsonAny.Parse(text);
        }
        catch (JsonSyntaxException e)
        {
            throw new TaskFailedException(InvalidOutput, $"{what} is not JSON: {e.Message} (line {e.Line}, column {e.Column})");
        }
    }

    private static string Cause(byte[] text) => Encoding.UTF8.GetString(text.AsSpan(0, Math.Min(text.Length, MaxCause))).TrimEnd();
}
