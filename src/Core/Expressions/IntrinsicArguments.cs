namespace FunctionsAsl.Core.Expressions;

/// <summary>The evaluated arguments of one intrinsic call, read by type.</summary>
internal sealed class IntrinsicArguments(IntrinsicCall call, JsonAny[] values, Scope scope)
{
    // Nested calls could otherwise multiply the 256 KiB that a state's data may have until memory runs out.
    private const int MaxBytes = 4 * 1024 * 1024;
    private const double MaxInteger = 9007199254740991;

    public int Count => values.Length;

    public Entropy Entropy => scope.Entropy;

    public ReadOnlySpan<JsonAny> Values => values;

    public ImmutableArray<string>? Pieces => call.Pieces;

    public JsonAny this[int index] => values[index];

    public StatesException Fail(string problem) => call.Fail(problem);

    public string Text(int index) =>
        values[index] is JsonString text ? text.Value : throw Mismatch(index, "a string");

    /// <summary>A text of at most <paramref name="maxLength"/> characters.</summary>
    public string Text(int index, int maxLength)
    {
        string text = Text(index);
        return text.Length <= maxLength
            ? text
            : throw Fail($"The argument {index + 1} has {text.Length} characters; the limit is {maxLength}");
    }

    public JsonList Array(int index) => values[index] as JsonList ?? throw Mismatch(index, "an array");

    public JsonMap Object(int index) => values[index] as JsonMap ?? throw Mismatch(index, "a JSON object");

    /// <summary>A number rounded to the nearest integer, halves up, as Java rounds (recorded: States.MathAdd).</summary>
    public long Integer(int index)
    {
        if (values[index] is not JsonNumber number)
        {
            throw Mismatch(index, "a number");
        }

        double rounded = Math.Floor(number.AsDouble + 0.5);
        if (Math.Abs(rounded) > MaxInteger)
        {
            throw Fail($"The argument {index + 1} is out of range");
        }

        return number.TryGetInt64(out long integer) ? integer : (long)rounded;
    }

    /// <summary>A value that is not too large to be walked through.</summary>
    public T Bounded<T>(T value)
        where T : JsonAny
    {
        CheckSize(JsonSize.Of(value));
        return value;
    }

    /// <exception cref="StatesException">Something of this size, in bytes or characters, is too large.</exception>
    public void CheckSize(long size)
    {
        if (size > MaxBytes)
        {
            throw new StatesException(ErrorName.DataLimitExceeded, Fail($"The size exceeds {MaxBytes} bytes").Cause);
        }
    }

    private StatesException Mismatch(int index, string expected) => Fail($"The argument {index + 1} must be {expected}");
}
