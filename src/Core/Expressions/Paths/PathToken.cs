namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>One step of a path.</summary>
internal abstract class PathToken
{
    /// <summary>The step as Jayway writes it in its texts.</summary>
    public abstract string Fragment { get; }
}

/// <summary>A step from one node to at most one.</summary>
internal abstract class DefiniteToken : PathToken
{
    /// <summary>Takes the step; what is past the end of an array is <see langword="null"/>.</summary>
    /// <returns><see langword="null"/> where it leads nowhere, for which <see cref="Miss"/> has the reason.</returns>
    public abstract JsonAny? Step(JsonAny? model);

    /// <summary>Why the step leads nowhere from <paramref name="model"/>.</summary>
    /// <param name="isNull">Whether that is Java's null; see <see cref="PathQuery.IsNull"/>.</param>
    public abstract PathMiss Miss(JsonAny? model, bool isNull);

    /// <summary>How many steps of the budget it is.</summary>
    public virtual int Weight => 1;

    /// <summary>The place that the step leads to.</summary>
    public virtual FieldPlace Place(FieldPlace place, JsonAny? model) => new(place, Fragment);
}

/// <summary>A member, by name.</summary>
internal sealed class NameToken(string name) : DefiniteToken
{
    public string Name { get; } = name;

    public override string Fragment => $"['{Name}']";

    public override JsonAny? Step(JsonAny? model) => model is JsonMap o ? o[Name] : null;

    public override PathMiss Miss(JsonAny? model, bool isNull) => PathMiss.NotFound;
}

/// <summary><c>['a','b']</c>: an object of those members that are there. It may only end a path.</summary>
internal sealed class NamesToken(ImmutableArray<string> names, bool isLeaf) : DefiniteToken
{
    public ImmutableArray<string> Names { get; } = names;

    public override int Weight => 1 + Names.Length;

    public override string Fragment => Names.IsEmpty ? "[]" : $"['{string.Join("', '", Names)}']";

    public override JsonAny? Step(JsonAny? model)
    {
        if (model is not JsonMap o || !isLeaf)
        {
            return null;
        }

        var picked = new JsonMap.Builder(Names.Length);
        foreach (string name in Names)
        {
            picked.SetIfPresent(name, o[name]);
        }

        return picked.Build();
    }

    public override PathMiss Miss(JsonAny? model, bool isNull) => model is JsonMap ? PathMiss.Failed : PathMiss.NotFound;

    /// <summary>Whether an object that was picked has all the names, as a filter asks.</summary>
    public bool IsComplete(JsonMap picked) => Names.All(picked.Contains);

    /// <summary>The same where more steps follow.</summary>
    public NamesToken Inner() => new(Names, isLeaf: false);
}

/// <summary>An item by its index. Jackson, which AWS uses, answers a negative index as one past the end: with Java's null.</summary>
internal sealed class IndexToken(int index) : DefiniteToken
{
    public int Index { get; } = index;

    public override string Fragment => $"[{Index.ToString(NumberFormatInfo.InvariantInfo)}]";

    public override JsonAny? Step(JsonAny? model) => ItemAt(model as JsonList, Index);

    public override PathMiss Miss(JsonAny? model, bool isNull) => OfItem(model, isNull);

    public static JsonAny? ItemAt(JsonList? array, int index) =>
        array is not null && (uint)index < (uint)array.Count ? array[index] : null;

    public static PathMiss OfItem(JsonAny? model, bool isNull) =>
        model is JsonList ? PathMiss.PastEnd : isNull ? PathMiss.NotFound : PathMiss.Failed;
}

/// <summary><c>[(@.length-1)]</c>: an item counted from the end.</summary>
/// <param name="offset">What is added to the number of items.</param>
internal sealed class LastToken(int offset) : DefiniteToken
{
    public override string Fragment => $"[@.size(){offset.ToString(NumberFormatInfo.InvariantInfo)}]";

    public override JsonAny? Step(JsonAny? model) => model is JsonList array ? IndexToken.ItemAt(array, array.Count + offset) : null;

    public override PathMiss Miss(JsonAny? model, bool isNull) => IndexToken.OfItem(model, isNull);

    public override FieldPlace Place(FieldPlace place, JsonAny? model) => place.Item(((JsonList)model!).Count + offset);
}

/// <summary>A <c>$</c> within a path, which stays where it is; but messages count from there.</summary>
internal sealed class RootToken : DefiniteToken
{
    public override string Fragment => "$";

    public override JsonAny? Step(JsonAny? model) => model;

    public override PathMiss Miss(JsonAny? model, bool isNull) => PathMiss.PastEnd;

    public override FieldPlace Place(FieldPlace place, JsonAny? model) => new("$");
}

internal sealed class IndexesToken(ImmutableArray<int> indexes) : PathToken
{
    public ImmutableArray<int> Indexes { get; } = indexes;

    public override string Fragment =>
        $"[{string.Join(',', Indexes.Select(index => index.ToString(NumberFormatInfo.InvariantInfo)))}]";
}

internal sealed class SliceToken(int? from, int? to) : PathToken
{
    public override string Fragment => $"[{Format(from)}:{Format(to)}]";

    /// <summary>
    /// The range of indexes in an array of <paramref name="length"/> items. A negative number counts from the end where it stands alone;
    /// between two numbers are all indexes from one to the other, of which the negative ones lead to null.
    /// </summary>
    public (int From, int To) Range(int length)
    {
        if (from is int start && to is int end)
        {
            return length == 0 ? (0, 0) : (start, Math.Min(length, end));
        }

        return from is int first
            ? (Math.Max(0, first < 0 ? length + first : first), length)
            : (0, to is int last ? Math.Min(length, last < 0 ? length + last : last) : length);
    }

    private static string Format(int? bound) => bound?.ToString(NumberFormatInfo.InvariantInfo) ?? "";
}

internal sealed class WildcardToken : PathToken
{
    public override string Fragment => "[*]";
}

/// <summary><c>..</c>: the next step at every node of the tree.</summary>
internal sealed class ScanToken : PathToken
{
    public override string Fragment => "..";
}

/// <param name="filter">The condition.</param>
/// <param name="fragment">As a message shows it: a question mark for each condition that a caller in Java would bring.</param>
internal sealed class FilterToken(FilterNode filter, string fragment = "[?]") : PathToken
{
    public FilterNode Filter { get; } = filter;

    public override string Fragment => fragment;
}
