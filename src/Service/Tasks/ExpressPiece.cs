using System.Text;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Runs the Express children of a piece: at least once, since those of a piece that was cut off run again.</summary>
internal static class ExpressPiece
{
    public static async ValueTask<PieceTally> RunAsync(MapChildren children, int piece, MapWork.Run work, CancellationToken cancel)
    {
        PieceInputs inputs = await children.InputsAsync(piece, cancel);
        var file = new RunFile(piece, true);
        PieceResults results = work.Redrive > 0 && await children.Files.Read(children.MapRunArn, file, cancel) is { } before
            ? PieceResults.Load(before)
            : new PieceResults(inputs.Children);
        List<int> open = [.. Enumerable.Range(0, inputs.Children).Where(child => !results.HasSucceeded(child))];
        open.ForEach(results.Forget);

        var counted = new Lock();
        PieceTally tally = default;
        await Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = work.AtOnce, CancellationToken = cancel },
            async (child, cancel) =>
            {
                (ReadOnlyMemory<byte> json, int items) = inputs[child];
                lock (counted)
                {
                    if (tally.Items.Unsuccessful > work.FailuresLeft)
                    {
                        tally = tally.WithPending(items);
                        return;
                    }
                }

                ExecutionRecord record = children.Child(piece, child, Encoding.UTF8.GetString(json.Span), items);
                ExecutionRecord ended = await children.Engine.RunExpress(record, cancel);
                byte[] line = PieceResults.LineOf(ended);
                (int Number, byte[] Content)? full;
                lock (counted)
                {
                    tally = tally.With(ended.Status, items);
                    full = results.Set(child, line);
                }

                if (full is var (number, content))
                {
                    await children.Files.Write(children.MapRunArn, file with { Part = number }, content, cancel);
                }
            });
        await children.Files.Write(children.MapRunArn, file, results.ToBytes(), cancel);
        return tally;
    }
}
