using System.Collections.Concurrent;
using FunctionsAsl.Core;
using FunctionsAsl.Json;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Compatibility.Hosts;

/// <summary>The service of <c>asl serve</c> over its data file.</summary>
internal sealed class LocalHost : Host
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly InProcessService _service;

    public LocalHost(string file, VirtualClock clock, FunctionTable functions, Func<string, StateMachine> compile)
        : base(clock, functions)
    {
        _service = new InProcessService(new SqliteStore(file), Tasks(clock, functions, Failures), compile);
    }

    /// <summary>What tasks can run: the functions of the table.</summary>
    public static TaskRunnerOptions Tasks(VirtualClock clock, FunctionTable functions, ConcurrentQueue<string> failures)
    {
        var handlers = new TaskHandlers();
        foreach (string name in FunctionTable.All)
        {
            handlers.Add(name, (input, _) => CallAsync(functions, name, input));
        }

        var options = new ServiceOptions
        {
            Clock = clock,
            ReportFailure = (what, e) => failures.Enqueue($"{what}: {e}"),
        };
        return new TaskRunnerOptions { Service = options, Handlers = handlers };
    }

    public static async ValueTask<JsonAny> CallAsync(FunctionTable functions, string name, JsonAny input)
    {
        try
        {
            return JsonAny.Parse(await functions.CallAsync(name, input.ToString()));
        }
        catch (FunctionError e)
        {
            throw new TaskFailedException(e.Name, e.Message);
        }
    }

    public override async Task RecoverAsync()
    {
        await _service.Engine.RecoverAsync();
        await SettleAsync();
    }

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override bool IsBusy => _service.Engine.ActiveSteps > 0 || _service.Engine.RunningTasks > Functions.Hanging;

    protected override async Task<(int Status, ReadOnlyMemory<byte> Body)> AnswerAsync(string target, ReadOnlyMemory<byte> body)
    {
        ApiResponse answer = await _service.Service.InvokeAsync(target, body, CancellationToken.None).AsTask().WaitAsync(Patience);
        return (answer.Status, answer.Body);
    }
}
