namespace FunctionsAsl.AwsApi;

/// <summary>An operation of a service.</summary>
public sealed class OperationModel
{
    internal OperationModel(ref SegmentReader reader)
    {
        Name = reader.Text();
        HttpMethod = reader.Text();
        RequestUri = reader.Text();
        Input = reader.OptionalShape();
        Output = reader.OptionalShape();
        Errors = reader.ShapeList();
        var traits = (OperationTraits)reader.Number();
        NeedsChecksum = traits.HasFlag(OperationTraits.NeedsChecksum);
        Unsigned = traits.HasFlag(OperationTraits.Unsigned);
        UnsignedPayload = traits.HasFlag(OperationTraits.UnsignedPayload);
        if (traits.HasFlag(OperationTraits.Detailed))
        {
            ResponseCode = reader.Number();
            HostPrefix = reader.OptionalText();
            InputLocationName = reader.OptionalText();
            InputXmlNamespace = reader.OptionalXmlNamespace();
            ChecksumMember = reader.OptionalText();
        }
    }

    /// <summary>As <c>StartExecution</c>.</summary>
    public string Name { get; }

    /// <summary>As <c>POST</c>.</summary>
    public string HttpMethod { get; }

    /// <summary>The path, and for some operations a query, as <c>/{Bucket}/{Key+}?acl</c>.</summary>
    public string RequestUri { get; }

    /// <summary><see langword="null"/> where the operation takes nothing.</summary>
    public Shape? Input { get; }

    /// <summary><see langword="null"/> where the operation answers nothing.</summary>
    public Shape? Output { get; }

    public ImmutableArray<Shape> Errors { get; }

    /// <summary>The HTTP status of success.</summary>
    public int ResponseCode { get; } = 200;

    /// <summary>What stands before the endpoint's host name, as <c>sync-</c>; it may name members, as <c>{AccountId}.</c>.</summary>
    public string? HostPrefix { get; }

    /// <summary>The name of the XML element around the input.</summary>
    public string? InputLocationName { get; }

    public XmlNamespace? InputXmlNamespace { get; }

    /// <summary>The member of the input that names the algorithm of the body's checksum.</summary>
    public string? ChecksumMember { get; }

    /// <summary>The request is refused without a checksum of its body.</summary>
    public bool NeedsChecksum { get; }

    /// <summary>Requests are not signed.</summary>
    public bool Unsigned { get; }

    /// <summary>The signature does not cover the body.</summary>
    public bool UnsignedPayload { get; }

    public override string ToString() => Name;

    /// <summary>The error of a code, as <c>NoSuchKey</c>; <see langword="null"/> where the operation has none of it.</summary>
    public Shape? FindError(string code) =>
        Errors.FirstOrDefault(error => (error.ErrorCode ?? error.Name) == code) ?? Errors.FirstOrDefault(error => error.Name == code);
}
