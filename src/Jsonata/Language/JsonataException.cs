namespace FunctionsAsl.Jsonata.Language;

/// <summary>
/// An expression that is not JSONata (codes <c>S…</c>), or whose evaluation failed (<c>T…</c> a type, <c>D…</c> a value).
/// The message is the reference implementation's.
/// </summary>
public sealed class JsonataException : Exception
{
    /// <summary>The code of an expression that is JSONata but not allowed in Step Functions; the name is AWS's (measured).</summary>
    public const string Unsupported = "UNSUPPORTED_JSONATA_EXPRESSION";

    /// <summary>The code where the result is, or contains, a function.</summary>
    public const string UnsupportedResult = "UNSUPPORTED_RESULT_TYPE";

    /// <summary>The code of the bounds that Step Functions sets; AWS gives none, so a cause must not show it.</summary>
    public const string LimitExceeded = "LIMIT_EXCEEDED";

    private readonly string? _message;

    /// <param name="code">The reference implementation's code, as <c>T2001</c>, or one of the constants.</param>
    /// <param name="position">Where in the expression, in UTF-16 units; -1 where that is not known.</param>
    /// <param name="token">The operator, function or text that it is about.</param>
    /// <param name="value">The value that it is about.</param>
    public JsonataException(string code, int position = -1, string? token = null, JsonAny? value = null)
    {
        Code = code;
        Position = position;
        Token = token;
        Value = value;
    }

    internal JsonataException(string code, string message, int position = -1)
        : this(code, position) => _message = message;

    /// <summary>The reference implementation's code, as <c>T2001</c>.</summary>
    public string Code { get; }

    /// <summary>Offset in the expression, in UTF-16 units; -1 where it is not known.</summary>
    public int Position { get; private set; }

    /// <summary>The operator, function or text that the error is about.</summary>
    public string? Token { get; private set; }

    /// <summary>The value that the error is about.</summary>
    public JsonAny? Value { get; }

    /// <summary>What was found beside the value: its counterpart, or what was expected.</summary>
    public JsonAny? Other { get; init; }

    /// <summary>Which argument, from 1 on.</summary>
    public int Index { get; init; }

    public override string Message => _message ?? JsonataMessage.Of(this);

    /// <summary>Says where it happened, unless that is known. Always <see langword="false"/>, to stand in an exception filter.</summary>
    internal bool Locate(int position, string? token)
    {
        Position = Position < 0 ? position : Position;
        Token ??= token;
        return false;
    }
}
