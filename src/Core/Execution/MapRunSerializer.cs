namespace FunctionsAsl.Core.Execution;

/// <summary>Saves and loads what a Map Run keeps.</summary>
internal static class MapRunSerializer
{
    public static JsonMap ToJson(MapRun run) => new JsonMap.Builder()
        .Set("arn", run.Arn)
        .Set("toleratedCount", run.ToleratedCount)
        .Set("toleratedPercentage", run.ToleratedPercentage)
        .Set("maxConcurrency", run.MaxConcurrency)
        .Set("itemsStarted", JsonNumber.Of(run.ItemsStarted))
        .Set("items", ToJson(run.Items))
        .Set("children", ToJson(run.Children))
        .Set("redriveNext", JsonNumber.Of(run.RedriveNext))
        .Set("inputBytes", run.InputBytes)
        .Set("outputBytes", run.OutputBytes)
        .SetIfPresent("files", run.Files is { } files ? ToJson((int)files.Phase, files.ChildrenStarted, files.PendingPieces, files.Starting) : null)
        .Build();

    /// <param name="started">Children that were started.</param>
    /// <param name="ended">Children that have ended.</param>
    public static MapRun Load(Saved saved, int started, int ended)
    {
        var run = new MapRun(saved.String("arn"), saved.Integer("toleratedCount"), saved.Double("toleratedPercentage"))
        {
            InputBytes = saved.Integer("inputBytes"),
            OutputBytes = saved.Integer("outputBytes"),
        };
        if (!saved.Has("items"))
        {
            // Release e305a53 counted the items that had failed, and each had a child of its own.
            int failed = (int)saved.Integer("failed");
            var tally = new MapRunTally(ended - failed, failed, 0, 0, 0);
            return run with { ItemsStarted = started, Items = tally, Children = tally };
        }

        return run with
        {
            MaxConcurrency = saved.Integer("maxConcurrency"),
            ItemsStarted = (int)saved.Integer("itemsStarted"),
            Items = LoadTally(saved, "items"),
            Children = LoadTally(saved, "children"),
            RedriveNext = (int)saved.Integer("redriveNext"),
            Files = !saved.Has("files") ? null : saved.Integers("files") is [var phase, var children, var pieces, var starting]
                ? new MapRunFiles((MapRunPhase)phase, children, pieces, starting)
                : throw new FormatException("The saved Map Run has no 'files'."),
        };
    }

    public static JsonList ToJson(ItemRange items) => ToJson(items.First, items.Count);

    public static ItemRange LoadRange(Saved saved) =>
        saved.Integers("items") is [var first, var count] ? new ItemRange(first, count) : throw new FormatException("The saved items are no range.");

    internal static JsonList ToJson(MapRunTally tally) =>
        ToJson(tally.Succeeded, tally.Failed, tally.TimedOut, tally.Aborted, tally.PendingRedrive);

    internal static MapRunTally LoadTally(Saved saved, string name) => saved.Integers(name) is [var succeeded, var failed, var timedOut, var aborted, var pending]
        ? new MapRunTally(succeeded, failed, timedOut, aborted, pending)
        : throw new FormatException($"The saved Map Run has no '{name}'.");

    private static JsonList ToJson(params ReadOnlySpan<int> numbers)
    {
        var values = new JsonAny[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            values[i] = JsonNumber.Of(numbers[i]);
        }

        return JsonList.Adopt(values);
    }
}
