namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>One step of a path.</summary>
internal abstract class PathToken
{
    /// <summary>Whether the step leads from one node to at most one.</summary>
    public virtual bool IsDefinite => false;

    /// <summary>The step as Jayway writes it in its texts.</summary>
    public abstract string Fragment { get; }
}

internal sealed class NameToken(string name) : PathToken
{
    public string Name { get; } = name;

    public override bool IsDefinite => true;

    public override string Fragment => $"['{Name}']";
}

/// <summary><c>['a','b']</c>: an object of those members that are there.</summary>
internal sealed class NamesToken(string[] names) : PathToken
{
    public string[] Names { get; } = names;

    public override bool IsDefinite => true;

    public override string Fragment => $"['{string.Join("', '", Names)}']";
}

internal sealed class IndexToken(int index) : PathToken
{
    /// <summary>From the start, or from the end where negative.</summary>
    public int Index { get; } = index;

    public override bool IsDefinite => true;

    public override string Fragment => $"[{Index.ToString(NumberFormatInfo.InvariantInfo)}]";
}

internal sealed class IndexesToken(int[] indexes) : PathToken
{
    public int[] Indexes { get; } = indexes;

    public override string Fragment =>
        $"[{string.Join(',', Indexes.Select(index => index.ToString(NumberFormatInfo.InvariantInfo)))}]";
}

internal sealed class SliceToken(int? from, int? to) : PathToken
{
    public override string Fragment => $"[{Format(from)}:{Format(to)}]";

    /// <summary>
    /// The range of indexes in an array of <paramref name="length"/> items. A negative number counts from the end. Where both are
    /// given, Jayway counts from one to the other, so that from -2 to 1 are the last two items and then the first.
    /// </summary>
    public (int From, int To) Range(int length)
    {
        if (from is int start && to is int end)
        {
            return (Math.Max(-length, start), Math.Min(length, end));
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

internal sealed class FilterToken(FilterNode filter) : PathToken
{
    public FilterNode Filter { get; } = filter;

    public override string Fragment => "[?]";
}

internal sealed class FunctionToken(PathFunction function) : PathToken
{
    public PathFunction Function { get; } = function;

    public override bool IsDefinite => true;

    public override string Fragment => $".{Function.Name}()";
}
