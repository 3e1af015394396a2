namespace FunctionsAsl.Service.Protocol;

internal enum ShapeKind
{
    Text,
    Integer,
    Decimal,
    Boolean,
    List,
    Structure,
}

/// <summary>The type of a request member with its constraints, as the API model states them.</summary>
internal sealed record Shape(ShapeKind Kind, string Name)
{
    /// <summary>The least value of a number, or length of a text or list.</summary>
    public int? Min { get; init; }

    /// <summary>The greatest value of a number, or length of a text or list.</summary>
    public int? Max { get; init; }

    /// <summary>The model states a length, AWS measures UTF-8 bytes.</summary>
    public bool InBytes { get; init; }

    /// <summary>AWS leaves the value out of its messages and logs.</summary>
    public bool Sensitive { get; init; }

    /// <summary>The allowed texts, in the order of AWS's message.</summary>
    public string[]? Enum { get; init; }

    /// <summary>The regular expression of the message; <see cref="Matches"/> decides.</summary>
    public string? Pattern { get; init; }

    /// <summary>The pattern by hand: a regular expression over a caller's text would need a bound on its time.</summary>
    public Func<string, bool>? Matches { get; init; }

    /// <summary>The items of a list.</summary>
    public Shape? Item { get; init; }

    /// <summary>The members of a structure.</summary>
    public Member[] Members { get; init; } = [];
}

/// <summary>A member of a structure.</summary>
internal sealed record Member(string Name, Shape Shape, bool Required = false);
