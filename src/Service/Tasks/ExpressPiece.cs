using System.Text;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Runs the Express children of a piece: at least once, since those of a piece that was cut off run again.</summary>
internal static class ExpressPiece
{
    public static async ValueTask<PieceTally> RunAsync(MapChildren children, int piece, MapWork.Run work, CancellationToken cancel)
    {
        PieceInputs inputs = await children.InputsAsync(piece, cancel);
        var file = new RunFile(piece, true);
        PieceResults results = (work.Redrive > 0 || work.LeftOut) && await children.Files.Read(children.MapRunArn, file, cancel) is { } before
            ? PieceResults.Load(before)
            : new PieceResults(inputs.Children);
        List<int> open =
        [
            .. Enumerable.Range(0, inputs.Children).Where(child => work.LeftOut ? results.StatusOf(child) is null : !results.HasSucceeded(child)),
        ];
        open.ForEach(results.Forget);

        var counted = new Lock();
        using var writing = new SemaphoreSlim(1);
        PieceTally tally = default;
        int next = 0;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await children.Engine.RunFlows(Math.Min(work.AtOnce, open.Count), RunSomeAsync);
        await children.Files.Write(children.MapRunArn, file, results.ToBytes(), cancel);
        return work.LeftOut ? TallyOf(inputs, results) : tally;

        async Task RunSomeAsync()
        {
            try
            {
                for (int i = Interlocked.Increment(ref next) - 1; i < open.Count; i = Interlocked.Increment(ref next) - 1)
                {
                    await RunOneAsync(open[i], failed.Token);
                }
            }
            catch
            {
                await failed.CancelAsync();
                throw;
            }
        }

        async ValueTask RunOneAsync(int child, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
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
            // While a part is written no other child of the piece ends, and so none begins.
            await writing.WaitAsync(cancel);
            try
            {
                lock (counted)
                {
                    tally = tally.With(ended.Status, items);
                }

                if (results.Set(child, line) is var (number, content))
                {
                    await children.Files.Write(children.MapRunArn, file with { Part = number }, content, cancel);
                }
            }
            finally
            {
                writing.Release();
            }
        }
    }

    private static PieceTally TallyOf(PieceInputs inputs, PieceResults results)
    {
        PieceTally tally = default;
        for (int child = 0; child < inputs.Children; child++)
        {
            int items = inputs[child].Items;
            tally = results.StatusOf(child) is { } ended ? tally.With(ended, items) : tally.WithPending(items);
        }

        return tally;
    }
}
