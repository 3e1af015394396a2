namespace FunctionsAsl.AwsApi;

/// <summary>The type of a value with its constraints, and how it is written. Shapes may contain themselves.</summary>
public sealed class Shape
{
    private ShapeTraits _traits;

    // Shapes refer to each other in circles: all are there before the first is read.
    internal Shape()
    {
    }

    /// <summary>The name in the service's model.</summary>
    public string Name { get; private set; } = "";

    public ShapeKind Kind { get; private set; }

    /// <summary>The members of a structure, in the order of the model.</summary>
    public ImmutableArray<Member> Members { get; private set; } = [];

    /// <summary>The items of a list.</summary>
    public Member? Item { get; private set; }

    /// <summary>The keys of a map.</summary>
    public Member? Key { get; private set; }

    /// <summary>The values of a map.</summary>
    public Member? Value { get; private set; }

    /// <summary>The least value of a number; the least length of a text, a blob, a list or a map.</summary>
    public decimal? Min { get; private set; }

    /// <summary>The greatest value of a number; the greatest length of a text, a blob, a list or a map.</summary>
    public decimal? Max { get; private set; }

    /// <summary><see cref="Min"/> of what has a length; 0 where there is none.</summary>
    public int MinLength { get; private set; }

    /// <summary><see cref="Max"/> of what has a length; the greatest number where there is none.</summary>
    public int MaxLength { get; private set; } = int.MaxValue;

    /// <summary>The regular expression that a text has to match, as the model has it (Java's dialect).</summary>
    public string? Pattern { get; private set; }

    /// <summary>The texts that are allowed, in the order of the model; empty where all are.</summary>
    public ImmutableArray<string> Enum { get; private set; } = [];

    /// <summary>The member that is the body of the HTTP message.</summary>
    public Member? Payload { get; private set; }

    public string? LocationName { get; private set; }

    public XmlNamespace? XmlNamespace { get; private set; }

    /// <summary><c>iso8601</c>, <c>rfc822</c> or <c>unixTimestamp</c>; <see langword="null"/> for the protocol's own.</summary>
    public string? TimestampFormat { get; private set; }

    /// <summary>The code of an error on the wire; <see langword="null"/> where it is <see cref="Name"/>.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>The HTTP status of an error; <see langword="null"/> where the model has none.</summary>
    public int? HttpStatus { get; private set; }

    /// <summary>AWS leaves the value out of its messages and logs.</summary>
    public bool Sensitive => Has(ShapeTraits.Sensitive);

    /// <summary>Exactly one member is given.</summary>
    public bool Union => Has(ShapeTraits.Union);

    /// <summary>Any JSON value.</summary>
    public bool Document => Has(ShapeTraits.Document);

    /// <summary>The blob is passed on as it comes.</summary>
    public bool Streaming => Has(ShapeTraits.Streaming);

    /// <summary>The members are the kinds of events of a stream.</summary>
    public bool EventStream => Has(ShapeTraits.EventStream);

    /// <summary>An event of a stream.</summary>
    public bool Event => Has(ShapeTraits.Event);

    /// <summary>The items stand in the structure around them. A member can say so too.</summary>
    public bool Flattened => Has(ShapeTraits.Flattened);

    /// <summary>Items may be null.</summary>
    public bool Sparse => Has(ShapeTraits.Sparse);

    /// <summary>An error.</summary>
    public bool IsException => Has(ShapeTraits.Exception);

    /// <summary>The service's fault and not the caller's.</summary>
    public bool Fault => Has(ShapeTraits.Fault);

    /// <summary>A member of a structure; <see langword="null"/> where there is none of that name.</summary>
    public Member? FindMember(string name)
    {
        foreach (Member member in Members)
        {
            if (member.Name == name)
            {
                return member;
            }
        }

        return null;
    }

    public override string ToString() => Name;

    internal void Read(ref SegmentReader reader)
    {
        Name = reader.Text();
        int kindAndTraits = reader.Number();
        Kind = (ShapeKind)(kindAndTraits & ((1 << SegmentReader.KindBits) - 1));
        _traits = (ShapeTraits)(kindAndTraits >> SegmentReader.KindBits);
        switch (Kind)
        {
            case ShapeKind.Structure:
                Members = reader.Members();
                break;
            case ShapeKind.List:
                Item = reader.Member("member");
                break;
            case ShapeKind.Map:
                Key = reader.Member("key");
                Value = reader.Member("value");
                break;
        }

        if (Has(ShapeTraits.Constrained))
        {
            Min = reader.OptionalDecimal();
            Max = reader.OptionalDecimal();
            MinLength = (int)decimal.Clamp(Min ?? 0, 0, int.MaxValue);
            MaxLength = (int)decimal.Clamp(Max ?? int.MaxValue, 0, int.MaxValue);
            Pattern = reader.OptionalText();
            Enum = reader.Texts();
        }

        if (Has(ShapeTraits.Detailed))
        {
            Payload = reader.OptionalText() is { } payload ? FindMember(payload) : null;
            LocationName = reader.OptionalText();
            XmlNamespace = reader.OptionalXmlNamespace();
            TimestampFormat = reader.OptionalText();
            ErrorCode = reader.OptionalText();
            HttpStatus = reader.Number() is > 0 and var status ? status : null;
        }
    }

    private bool Has(ShapeTraits trait) => _traits.HasFlag(trait);
}
