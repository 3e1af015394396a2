namespace FunctionsAsl.AwsApi;

/// <summary>A member of a structure; also what a list or a map consists of.</summary>
public sealed class Member
{
    private readonly MemberTraits _traits;

    internal Member(string name, Shape shape, MemberTraits traits)
    {
        Name = name;
        Shape = shape;
        _traits = traits;
    }

    /// <summary>The name in the API. Of a list's items <c>member</c>, of a map's <c>key</c> and <c>value</c>.</summary>
    public string Name { get; }

    public Shape Shape { get; }

    public bool Required => Has(MemberTraits.Required);

    /// <summary>Where it stands in an HTTP message.</summary>
    public Location Location { get; internal init; }

    /// <summary>The name on the wire; <see langword="null"/> where the model has none: then it is <see cref="Name"/>.</summary>
    public string? LocationName { get; internal init; }

    /// <summary>The name in a request of the EC2 protocol, before <see cref="LocationName"/>.</summary>
    public string? QueryName { get; internal init; }

    public XmlNamespace? XmlNamespace { get; internal init; }

    /// <summary>A client makes one up where its caller gives none.</summary>
    public bool IdempotencyToken => Has(MemberTraits.IdempotencyToken);

    /// <summary>The body is passed on as it comes.</summary>
    public bool Streaming => Has(MemberTraits.Streaming);

    /// <summary>The items of the list or map stand in the structure itself. A shape can say so too.</summary>
    public bool Flattened => Has(MemberTraits.Flattened);

    /// <summary>It is an attribute of the XML element.</summary>
    public bool XmlAttribute => Has(MemberTraits.XmlAttribute);

    /// <summary>The text is a JSON value; in a header it is written as Base64.</summary>
    public bool JsonValue => Has(MemberTraits.JsonValue);

    /// <summary>It is a label of the host name.</summary>
    public bool HostLabel => Has(MemberTraits.HostLabel);

    /// <summary>It is the payload of an event.</summary>
    public bool EventPayload => Has(MemberTraits.EventPayload);

    /// <summary>Whether the model gives it a name on the wire; a shape can do so too.</summary>
    internal bool HasWireName => (LocationName ?? Shape.LocationName) is not null;

    /// <summary>The name on the wire.</summary>
    internal string WireName => LocationName ?? Shape.LocationName ?? Name;

    internal bool IsFlattened => Flattened || Shape.Flattened;

    internal XmlNamespace? Namespace => XmlNamespace ?? Shape.XmlNamespace;

    private bool Has(MemberTraits trait) => _traits.HasFlag(trait);
}
