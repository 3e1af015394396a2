using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FunctionsAsl.Local.Mcp;

/// <summary><c>asl mcp</c>: a server of the Model Context Protocol on standard input and output, for agents that write and look after workflows.</summary>
internal static class McpCommand
{
    public static Command Create()
    {
        Option<string> endpoint = RunningServer.Option();
        var command = new Command(
            "mcp", "Serve the Model Context Protocol on standard input and output: agents validate, test and run workflows with mocks, and have executions explained.")
        {
            endpoint,
        };
        command.SetAction(async (arguments, cancel) =>
        {
            var tools = new WorkflowTools(arguments.GetRequiredValue(endpoint));
            var options = new McpServerOptions
            {
                ServerInfo = new Implementation { Name = "asl", Version = typeof(McpCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion },
                ServerInstructions = "Workflows of AWS Step Functions in Amazon States Language. Nothing that a workflow calls is called for real: mock it.",
                Handlers = new McpServerHandlers
                {
                    ListToolsHandler = (_, _) => new(new ListToolsResult { Tools = [.. WorkflowTools.All.Select(Listed)] }),
                    CallToolHandler = async (request, stop) => await CallAsync(tools, request.Params, stop),
                },
            };
            await using var transport = new AnsweringTransport(Console.OpenStandardInput(), Console.OpenStandardOutput());
            await using McpServer server = McpServer.Create(transport, options);
            await server.RunAsync(cancel);
            return ExitCode.Success;
        });
        return command;
    }

    private static Tool Listed(WorkflowTool tool)
    {
        using var schema = JsonDocument.Parse(tool.Arguments);
        return new Tool
        {
            Name = tool.Name,
            Description = tool.Description,
            InputSchema = schema.RootElement.Clone(),
            Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
        };
    }

    /// <summary>A tool that cannot do what it is asked says why, so that the agent asks otherwise.</summary>
    private static async ValueTask<CallToolResult> CallAsync(WorkflowTools tools, CallToolRequestParams? request, CancellationToken cancel)
    {
        WorkflowTool tool = Array.Find(WorkflowTools.All, t => t.Name == request?.Name)
            ?? throw new McpProtocolException($"There is no tool '{request?.Name}'.", McpErrorCode.InvalidParams);
        try
        {
            JsonMap arguments = JsonMap.Of([.. (request!.Arguments ?? new Dictionary<string, JsonElement>())
                .Select(static argument => (argument.Key, JsonAny.Parse(argument.Value.GetRawText())))]);
            return Text((await tool.CallAsync(tools, arguments, cancel)).ToString());
        }
        catch (Exception e) when (e is UsageException or ServerException or JsonSyntaxException)
        {
            return Text(e.Message, isError: true);
        }
    }

    private static CallToolResult Text(string text, bool isError = false) => new() { Content = [new TextContentBlock { Text = text }], IsError = isError };
}
