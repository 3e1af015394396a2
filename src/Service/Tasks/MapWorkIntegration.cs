using FunctionsAsl.Core;
using FunctionsAsl.Service.Tasks.Items;

namespace FunctionsAsl.Service.Tasks;

/// <summary>The work of a Map Run over files: reading its items, running its pieces, and putting the results together.</summary>
internal sealed class MapWorkIntegration(ServiceContext context, MapMachines machines, TaskRunnerOptions options) : IIntegration
{
    private const int ExpressChildren = 200;

    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        StateMachineRecord parent = await RunExecution.MachineOf(context, origin, cancel);
        (string arn, int piece) = (TaskResource.MapWork)task.Resource;
        var children = new MapChildren(context, arn, machines.Find(parent, MapRunArn.LabelOf(arn)!), origin.TestCase, origin.TraceOf(task)?.ToHeader());
        try
        {
            return task.Submitted ? await RunChildAsync(children.Child(piece, null, "", 0), 0, origin, task, cancel) : MapWork.Load(task.Input) switch
            {
                MapWork.Run work when children.AreExpress => new CallAnswer((await ExpressPiece.RunAsync(children, piece, work, cancel)).ToJson()),
                MapWork.Run work => await RunChildAsync(await children.ChildAsync(piece, cancel), work.Redrive, origin, task, cancel),
                MapWork.Write work => new CallAnswer(await WriteAsync(children, await InputsAsync(parent, arn, cancel), work, cancel)),
                _ => new CallAnswer(await ReadAsync(children, await InputsAsync(parent, arn, cancel), cancel)),
            };
        }
        catch (ItemReaderException e)
        {
            throw new TaskFailedException(ErrorName.ItemReaderFailed, e.Message);
        }
        catch (ResultWriterException e)
        {
            throw new TaskFailedException(ErrorName.ResultWriterFailed, e.Message);
        }
        catch (StatesException e)
        {
            throw new TaskFailedException(e.Error, e.Cause);
        }
    }

    private async ValueTask<MapRunInputs> InputsAsync(StateMachineRecord parent, string arn, CancellationToken cancel)
    {
        ExecutionRecord run = await context.Engine.FindExecution(arn, cancel)
            ?? throw new TaskFailedException(ErrorName.Runtime, "The execution is gone.");
        return new MapRunInputs(
            StateMachine.CompileStored(parent.Definition).For(arn), JsonAny.Parse(run.Input), context.NewSeed(), context.Now());
    }

    private async ValueTask<JsonList> ReadAsync(MapChildren children, MapRunInputs inputs, CancellationToken cancel)
    {
        if (inputs.IsExport)
        {
            await Writer.TestAsync(ResultTarget.Of(inputs.Writer!, children.MapRunArn, redrive: 0), cancel);
        }

        var cutter = new PieceCutter(context.RunFiles, children.MapRunArn, children.AreExpress ? ExpressChildren : 1);
        if (inputs.Reader is { } source)
        {
            await foreach (ReadItem item in Reader.ReadAsync(ItemSource.Of(source), cancel))
            {
                await AddAsync(inputs.Add(item.Value, item.Source));
            }
        }
        else
        {
            foreach (JsonAny item in inputs.Items)
            {
                await AddAsync(inputs.Add(item, source: null));
            }
        }

        await AddAsync(inputs.End());
        return await cutter.EndAsync(cancel);

        ValueTask AddAsync((JsonAny Input, int Items)? child) =>
            child is var (input, items) ? cutter.AddAsync(input, items, cancel) : ValueTask.CompletedTask;
    }

    /// <summary>A piece of a run with Standard children is one of these.</summary>
    private ValueTask<CallAnswer> RunChildAsync(
        ExecutionRecord child, long redrive, TaskOrigin origin, Command.RunTask task, CancellationToken cancel) => RunExecution.CallAsync(
        context.Engine,
        child with { ParentTask = ChildStart.ParentTaskOf(origin, task) },
        task.Submitted,
        redrive,
        static ended => new TaskOutcome.Succeeded(default(PieceTally).With(ended.Status, ended.ItemCount ?? 1).ToJson()),
        cancel);

    private async ValueTask<JsonAny> WriteAsync(MapChildren children, MapRunInputs inputs, MapWork.Write work, CancellationToken cancel)
    {
        if (!inputs.IsExport)
        {
            return await CollectedResults.CollectAsync(children.ResultsAsync(work.Pieces, cancel), inputs);
        }

        await using IResultFiles files = await Writer.OpenAsync(ResultTarget.Of(inputs.Writer!, children.MapRunArn, (int)work.Redrive), cancel);
        await foreach (ChildResult child in children.ResultsAsync(work.Pieces, cancel))
        {
            await files.AddAsync(child, cancel);
        }

        ResultWriterDetails details = await files.CompleteAsync(cancel);
        return JsonMap.Of(("MapRunArn", children.MapRunArn), ("ResultWriterDetails", details.ToJson()));
    }

    private IItemReader Reader => options.ItemReader ?? throw new ItemReaderException("ItemReader is not supported by this host: it has no buckets.");

    private IResultWriter Writer => options.ResultWriter ?? throw new ResultWriterException("ResultWriter is not supported by this host: it has no buckets.");
}
