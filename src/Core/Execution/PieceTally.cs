using System.Runtime.InteropServices;

namespace FunctionsAsl.Core.Execution;

/// <summary>What became of the children of a piece of a Map Run that were run now, and of their items.</summary>
/// <param name="PendingChildren">Those that were not started, since too many others had failed.</param>
/// <param name="PendingItems">The items of these.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PieceTally(MapRunTally Children, MapRunTally Items, int PendingChildren, int PendingItems)
{
    /// <summary>One child more has ended.</summary>
    public PieceTally With(ExecutionStatus ended, int items) =>
        this with { Children = Children.With(ended, 1), Items = Items.With(ended, items) };

    /// <summary>One child more was not started.</summary>
    public PieceTally WithPending(int items) =>
        this with { PendingChildren = PendingChildren + 1, PendingItems = PendingItems + items };

    internal bool IsWhole => Children.Unsuccessful == 0 && PendingChildren == 0;

    public JsonMap ToJson() => JsonMap.Of(
        ("children", MapRunSerializer.ToJson(Children)),
        ("items", MapRunSerializer.ToJson(Items)),
        ("pending", JsonList.Of([JsonNumber.Of(PendingChildren), JsonNumber.Of(PendingItems)])));

    /// <exception cref="FormatException">This is not what <see cref="ToJson"/> gave.</exception>
    internal static PieceTally Load(JsonAny json)
    {
        var saved = new Saved(json as JsonMap ?? throw new FormatException("A tally is a JSON object."));
        return saved.Integers("pending") is [var children, var items]
            ? new PieceTally(MapRunSerializer.LoadTally(saved, "children"), MapRunSerializer.LoadTally(saved, "items"), children, items)
            : throw new FormatException("The tally has no 'pending'.");
    }
}
