using System.Runtime.CompilerServices;
using System.Text;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Tasks.Items;

namespace FunctionsAsl.Service.Tasks;

/// <summary>The child executions of a Map Run over files, by piece and place in it: their names follow from these.</summary>
/// <param name="machine">The processor's machine.</param>
internal sealed class MapChildren(ServiceContext context, string mapRunArn, StateMachineRecord machine, string? testCase, string? traceHeader)
{
    public string MapRunArn => mapRunArn;

    public bool AreExpress => machine.IsExpress;

    public IEngine Engine => context.Engine;

    public IRunFiles Files => context.RunFiles;

    /// <param name="at">The place in the piece; <see langword="null"/> where the piece has one child.</param>
    public ExecutionRecord Child(int piece, int? at, string input, int items)
    {
        (string name, string arn) = NameOf(piece, at);
        return new ExecutionRecord
        {
            Arn = arn,
            Name = name,
            StateMachineArn = machine.Arn,
            StateMachine = machine,
            Input = input,
            Status = ExecutionStatus.Running,
            StartDate = context.Now(),
            MapRunArn = mapRunArn,
            ItemCount = items,
            TestCase = testCase,
            TraceHeader = traceHeader,
        };
    }

    /// <summary>The child of a piece that has one.</summary>
    public async ValueTask<ExecutionRecord> ChildAsync(int piece, CancellationToken cancel)
    {
        (ReadOnlyMemory<byte> input, int items) = (await InputsAsync(piece, cancel))[0];
        return Child(piece, null, Encoding.UTF8.GetString(input.Span), items);
    }

    /// <exception cref="InvalidOperationException">The piece is gone.</exception>
    public async ValueTask<PieceInputs> InputsAsync(int piece, CancellationToken cancel) =>
        new(await ReadAsync(new RunFile(piece, false), cancel));

    /// <summary>What came of all children, in the order of their items.</summary>
    public async IAsyncEnumerable<ChildResult> ResultsAsync(int pieces, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (int piece = 0; piece < pieces; piece++)
        {
            PieceInputs inputs = await InputsAsync(piece, cancel);
            if (!AreExpress)
            {
                yield return await StandardResultAsync(piece, inputs[0].Json, cancel);
                continue;
            }

            PieceResults results = await Files.Read(mapRunArn, new RunFile(piece, true), cancel) is { } bytes
                ? PieceResults.Load(bytes)
                : new PieceResults(inputs.Children);
            foreach (int part in results.Parts.ToArray())
            {
                results.Fill(part, await ReadAsync(new RunFile(piece, true, part), cancel));
            }

            for (int child = 0; child < inputs.Children; child++)
            {
                ChildResult result = results.Of(child, inputs[child].Json);
                (string name, string arn) = NameOf(piece, child);
                yield return result.Status == ChildResult.Pending
                    ? result
                    : result with { Name = name, ExecutionArn = arn, StateMachineArn = machine.Arn };
            }
        }
    }

    private async ValueTask<byte[]> ReadAsync(RunFile file, CancellationToken cancel) => await Files.Read(mapRunArn, file, cancel)
        ?? throw new InvalidOperationException($"Piece {file.Piece} of {mapRunArn} is gone.");

    private async ValueTask<ChildResult> StandardResultAsync(int piece, ReadOnlyMemory<byte> input, CancellationToken cancel)
    {
        if (await Engine.FindExecution(NameOf(piece, null).Arn, cancel) is not { } child)
        {
            return ChildResult.NotStarted(ChildText.Of(input));
        }

        // One that still runs is being stopped.
        ExecutionStatus status = child.Status == ExecutionStatus.Running ? ExecutionStatus.Aborted : child.Status;
        string? obstacle = child.WhyNotRedrivable(context.Now());
        return new ChildResult(status.ApiName(), ChildText.Of(input))
        {
            ExecutionArn = child.Arn,
            Name = child.Name,
            StateMachineArn = machine.Arn,
            Output = child.Output is { } output ? ChildText.Of(output) : default(ChildText?),
            Error = child.Error,
            Cause = child.Cause,
            StartDate = child.StartDate,
            StopDate = child.StopDate,
            RedriveCount = (int)(child.Redrives?.Count ?? 0),
            RedriveStatus = obstacle is null ? "REDRIVABLE" : "NOT_REDRIVABLE",
            RedriveStatusReason = obstacle,
        };
    }

    private (string Name, string Arn) NameOf(int piece, int? at)
    {
        string name = ResourceName.OfTask(string.Create(CultureInfo.InvariantCulture, $"{mapRunArn}#{piece}{(at is null ? "" : "/")}{at}"));
        string path = $"{machine.Name}/{machine.Label}";
        // An Express child that is run again is the same one.
        return (name, AreExpress ? context.Arns.Express(path, name, name) : context.Arns.Execution(path, name));
    }
}
