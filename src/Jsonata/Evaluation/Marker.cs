using FunctionsAsl.Json;

namespace FunctionsAsl.Jsonata;

/// <summary>What stands where a value is expected and is none; it never gets into a value.</summary>
internal abstract class Marker() : JsonValue(JsonTraits.NotJson)
{
    public override JsonKind Kind => throw new InvalidOperationException("This is no JSON.");

    public override bool Equals(JsonValue? other) => ReferenceEquals(this, other);

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

    public CallNode Call { get; private set; } = null!;

    public JsonValue? Input { get; private set; }

    public Frame Frame { get; private set; } = null!;

    public TailCall Set(CallNode call, JsonValue? input, Frame frame)
    {
        Call = call;
        Input = input;
        Frame = frame;
        return Pending;
    }
}

/// <summary>The values of a path together with what was bound on the way to each: a tuple's slot 0 is the value.</summary>
internal sealed class TupleStream(List<JsonValue?[]> tuples) : Marker
{
    public List<JsonValue?[]> Tuples { get; } = tuples;
}
