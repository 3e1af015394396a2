using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>
/// What an evaluation may hold: values of 256 MiB together in Step Functions, and of a gigabyte in the reference dialect, whose longest
/// range takes half of that. What a value takes is taken when it is made, and given back where a turn of a loop or a call ends: then it
/// holds only what it came to, and what variables may hold. So it counts more than there is, but not what ever was. Beside that, a single
/// value must not get too large: in Step Functions 6,990,256 bytes, of which a number takes eight and a character one (measured:
/// <c>[1..873782]</c> is the largest range).
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Memory(bool isStepFunctions, StepBudget budget)
{
    /// <summary>Bytes of a number to Step Functions.</summary>
    public const int NumberSize = 8;

    /// <summary>Bytes of a number to .NET, next to the place that refers to it; other values are as large without what is in them.</summary>
    public const int ValueSize = 40;

    /// <summary>Bytes of a place that refers to a value.</summary>
    public const int PlaceSize = 8;

    private const long MaxSize = 6_990_256;

    private const int BytesPerStep = 16;

    // Looked at in portions: looking each time would cost more than making a value.
    private const int Portion = 4096;

    // Where less was made, it is not worth looking for what is held of it: the loop around will.
    private const long SmallTurn = 256;

    private readonly bool _isStepFunctions = isStepFunctions;
    private readonly StepBudget _budget = budget;
    private readonly long _most = isStepFunctions ? 256 << 20 : 1 << 30;
    private long _held;
    private long _kept;
    private long _made;

    /// <exception cref="JsonataException">A value of this size is too large.</exception>
    public readonly void Refuse(long size)
    {
        // A character takes two bytes, and as many while a text is put together.
        if (size > (_isStepFunctions ? MaxSize : _most / 8))
        {
            throw new JsonataException(
                JsonataException.LimitExceeded, "Expression evaluation memory limit exceeded: Check for excessive memory usage");
        }
    }

    /// <exception cref="JsonataException">The array is too large.</exception>
    public readonly void Refuse(JsonList array)
    {
        if (!_isStepFunctions)
        {
            return;
        }

        long size = 0;
        foreach (JsonAny item in array.Items)
        {
            size += item switch
            {
                JsonNumber => NumberSize,
                JsonString text => text.Value.Length,
                JsonList or JsonMap => JsonSize.Of(item),
                _ => 1,
            };
        }

        Refuse(size);
    }

    /// <summary>Takes memory for what is made; that is work, too.</summary>
    /// <exception cref="StepBudgetException">The evaluation would hold too much, or the steps are used up.</exception>
    public void Take(long bytes)
    {
        _held += bytes;
        _made += bytes;
        if (_made >= Portion)
        {
            Settle();
        }
    }

    /// <summary>Takes what an array or object of so many values needs, without the values.</summary>
    /// <inheritdoc cref="Take"/>
    public void TakePlaces(long count) => Take(ContainerSize(count));

    /// <summary>Begins a turn of a loop, or a call.</summary>
    public readonly Turn Begin() => new(_held, _kept);

    /// <summary>A variable may hold all that there is now.</summary>
    public void Keep() => _kept = _held;

    /// <summary>Ends a turn: of what was made in it, only what it came to is held.</summary>
    public void End(Turn turn, JsonAny? result)
    {
        long before = Math.Max(turn.Held, _kept);
        long made = _held - before;
        if (made >= SmallTurn)
        {
            _held = before + Measure(result, made);
        }
    }

    /// <summary>Ends a call: its variables are gone, unless a function that it came to holds them.</summary>
    public void Return(Turn turn, JsonAny? result)
    {
        if (_kept != turn.Kept && (result is null || !result.Has(JsonMarks.NotJson | JsonMarks.Within)))
        {
            _kept = turn.Kept;
        }

        End(turn, result);
    }

    private void Settle()
    {
        _budget.Spend(_made / BytesPerStep);
        _made = 0;
        if (_held > _most)
        {
            throw new StepBudgetException($"The expression holds more than {_most} bytes.");
        }
    }

    private static long ContainerSize(long count) => (2 * ValueSize) + (PlaceSize * count);

    /// <summary>How much a value holds, so far as that is less than something; a function may hold anything.</summary>
    private static long Measure(JsonAny? value, long most)
    {
        long size = value switch
        {
            JsonNumber => ValueSize,
            JsonString text => (2 * ValueSize) + (2L * text.Value.Length),
            null or JsonNull or JsonBoolean => 0,
            JsonList array when RuntimeHelpers.TryEnsureSufficientExecutionStack() => MeasureAll(array.Items, most),
            JsonMap o when RuntimeHelpers.TryEnsureSufficientExecutionStack() => MeasureAll(o.Values, most),
            _ => most,
        };
        return Math.Min(size, most);
    }

    private static long MeasureAll(ReadOnlySpan<JsonAny> values, long most)
    {
        long size = ContainerSize(values.Length);
        for (int i = 0; i < values.Length && size < most; i++)
        {
            size += Measure(values[i], most - size);
        }

        return size;
    }

    /// <summary>What was held when a turn began, and what of that was kept.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Turn(long Held, long Kept);
}
