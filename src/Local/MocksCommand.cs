using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FunctionsAsl.Core.Execution;
using Command = System.CommandLine.Command;

namespace FunctionsAsl.Local;

/// <summary><c>asl mocks</c>: a mock file from what the tasks of an execution on a running server came to.</summary>
internal static class MocksCommand
{
    public static Command Create()
    {
        var execution = new Argument<string>("execution") { Description = "ARN of the execution." };
        var testCase = new Option<string>("--test-case")
        {
            Description = "What the test case is called.",
            DefaultValueFactory = _ => "Recorded",
        };
        Option<string> endpoint = RunningServer.Option();
        var command = new Command("mocks", "Print a mock file (SFN_MOCK_CONFIG, run --mocks) of what the tasks of an execution came to.")
        {
            execution, testCase, endpoint,
        };
        command.SetAction(async (arguments, cancel) =>
        {
            using var server = new RunningServer(arguments.GetRequiredValue(endpoint));
            string arn = arguments.GetRequiredValue(execution);
            JsonMap described = await server.CallAsync("DescribeExecution", JsonMap.Of(("executionArn", arn)), cancel);
            HistoryEvent[] history = [.. await server.HistoryAsync(arn, 0, cancel)];
            var recording = MockRecording.Of(history);
            Warn(recording.Open > 0, $"Left out: {recording.Open} attempts that have not ended.");
            Warn(history.Any(static e => e.Type == HistoryEventType.MapRunStarted), "Left out: the children of Distributed Maps.");
            Warn(history.Any(static e => e.Type == HistoryEventType.ExecutionRedriven), "Left out: what came after the redrive.");
            Console.WriteLine(Indented(recording.ToFile(
                MachineOf(RunningServer.Text(described, "stateMachineArn")!), arguments.GetRequiredValue(testCase))));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Warn(bool isSo, string what)
    {
        if (isSo)
        {
            Console.Error.WriteLine(what);
        }
    }

    // arn:PARTITION:states:REGION:ACCOUNT:stateMachine:NAME
    private static string MachineOf(string arn) => arn.Split(':') is [_, _, _, _, _, _, var name, ..] ? name : arn;

    private static string Indented(JsonMap file)
    {
        using var document = JsonDocument.Parse(file.ToUtf8(), new JsonDocumentOptions { MaxDepth = JsonAny.MaxWrappedDepth });
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions
        {
            Indented = true,
            MaxDepth = JsonAny.MaxWrappedDepth,
            // It goes into a file, not into a page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
