namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>What stands where a value is expected and is none; it never gets into a value.</summary>
internal abstract class Marker() : JsonAny(JsonMarks.NotJson)
{
    public override JsonKind Kind => throw new InvalidOperationException("This is no JSON.");

    public override bool Equals(JsonAny? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    // As a string without characters, which is what becomes of a function in a text.
    private protected override int MeasureUtf8() => 2;
}

/// <summary>In the slot of a variable: it has been bound, to nothing.</summary>
internal sealed class Undefined : Marker
{
    public static readonly Undefined Instance = new();
}

/// <summary>A call that is the last thing a function does: the function returns, and its caller makes the call.</summary>
internal sealed class TailCall : Marker
{
    public static readonly TailCall Pending = new();

    public IContinuation Call { get; private set; } = null!;

    public JsonAny? Input { get; private set; }

    public Frame Frame { get; private set; } = null!;

    public TailCall Set(IContinuation call, JsonAny? input, Frame frame)
    {
        Call = call;
        Input = input;
        Frame = frame;
        return Pending;
    }
}

/// <summary>A call that can be made after the function that it stands in has returned.</summary>
internal interface IContinuation
{
    /// <summary>Makes the call, up to where what it calls ends with another.</summary>
    JsonAny? Continue(JsonAny? input, Frame frame, JsonAny? context);
}
