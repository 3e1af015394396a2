using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using FunctionsAsl.Json;

namespace FunctionsAsl.Support;

/// <summary>A program that answers each line of its input, one JSON object, with a line of its output.</summary>
public sealed class AnsweringProcess : IDisposable
{
    private readonly Process _process;

    public AnsweringProcess(string program, params string[] arguments)
    {
        _process = Start(program, "", arguments);

        // What it says besides must not fill its pipe.
        _process.BeginErrorReadLine();
    }

    /// <summary>Asks all questions, and answers in the same order.</summary>
    public async Task<IReadOnlyList<JsonMap>> AnswerAsync(IReadOnlyCollection<JsonMap> questions)
    {
        Task writing = Task.Run(async () =>
        {
            foreach (JsonMap question in questions)
            {
                await _process.StandardInput.WriteAsync(question + "\n");
            }

            await _process.StandardInput.FlushAsync();
        });
        var answers = new List<JsonMap>(questions.Count);
        while (answers.Count < questions.Count && await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            answers.Add((JsonMap)JsonAny.Parse(line));
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

    /// <summary>Runs a program to its end, and says what went wrong; <see langword="null"/> where nothing did.</summary>
    public static string? Run(string program, string folder, params string[] arguments)
    {
        try
        {
            using Process process = Start(program, folder, arguments);
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

    private static Process Start(string program, string folder, string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
}
