using System.Text.Json;

namespace FunctionsAsl.AwsApi.Botocore;

/// <summary>Writes the model of one service as <see cref="ServiceModel"/> reads it.</summary>
internal sealed class ModelWriter(JsonElement model)
{
    // The protocols that are spoken here, the one that is preferred first.
    private static readonly (string Name, AwsProtocol Protocol)[] Protocols =
    [
        ("json", AwsProtocol.Json), ("rest-json", AwsProtocol.RestJson), ("rest-xml", AwsProtocol.RestXml),
        ("query", AwsProtocol.Query), ("ec2", AwsProtocol.Ec2),
    ];

    private static readonly (string Name, ShapeKind Kind)[] Kinds =
    [
        ("structure", ShapeKind.Structure), ("list", ShapeKind.List), ("map", ShapeKind.Map), ("string", ShapeKind.String),
        ("integer", ShapeKind.Integer), ("long", ShapeKind.Long), ("float", ShapeKind.Float), ("double", ShapeKind.Double),
        ("boolean", ShapeKind.Boolean), ("timestamp", ShapeKind.Timestamp), ("blob", ShapeKind.Blob),
    ];

    private static readonly (string Name, Location Location)[] Locations =
    [
        ("header", Location.Header), ("headers", Location.Headers), ("uri", Location.Uri),
        ("querystring", Location.QueryString), ("statusCode", Location.StatusCode),
    ];

    private static readonly (string Name, ShapeTraits Trait)[] ShapeMarks =
    [
        ("sensitive", ShapeTraits.Sensitive), ("union", ShapeTraits.Union), ("document", ShapeTraits.Document),
        ("streaming", ShapeTraits.Streaming), ("eventstream", ShapeTraits.EventStream), ("event", ShapeTraits.Event),
        ("flattened", ShapeTraits.Flattened), ("sparse", ShapeTraits.Sparse), ("exception", ShapeTraits.Exception),
        ("fault", ShapeTraits.Fault),
    ];

    private static readonly (string Name, MemberTraits Trait)[] MemberMarks =
    [
        ("idempotencyToken", MemberTraits.IdempotencyToken), ("streaming", MemberTraits.Streaming),
        ("flattened", MemberTraits.Flattened), ("xmlAttribute", MemberTraits.XmlAttribute), ("jsonvalue", MemberTraits.JsonValue),
        ("hostLabel", MemberTraits.HostLabel), ("eventpayload", MemberTraits.EventPayload),
    ];

    private readonly Dictionary<string, JsonElement> _models =
        model.GetProperty("shapes").EnumerateObject().ToDictionary(static s => s.Name, static s => s.Value, StringComparer.Ordinal);

    private readonly SegmentWriter _segment = new();

    public byte[] Write()
    {
        WriteService(model.GetProperty("metadata"));
        JsonElement operations = model.GetProperty("operations");
        _segment.Number(operations.EnumerateObject().Count());
        foreach (JsonProperty operation in operations.EnumerateObject())
        {
            WriteOperation(operation.Name, operation.Value);
        }

        // Writing a shape may find more of them.
        for (int i = 0; i < _segment.Shapes.Count; i++)
        {
            WriteShape(_segment.Shapes[i], _models[_segment.Shapes[i]]);
        }

        return _segment.ToArray();
    }

    private void WriteService(JsonElement metadata)
    {
        string[] spoken = metadata.TryGetProperty("protocols", out JsonElement list)
            ? [.. list.EnumerateArray().Select(static p => p.GetString()!)]
            : [TextOf(metadata, "protocol")!];
        int protocol = Array.FindIndex(Protocols, p => spoken.Contains(p.Name, StringComparer.Ordinal));
        if (protocol < 0)
        {
            throw new InvalidDataException($"None of the protocols {string.Join(", ", spoken)} is known.");
        }

        _segment.Text(TextOf(metadata, "serviceFullName"));
        _segment.Text(TextOf(metadata, "apiVersion"));
        _segment.Text(TextOf(metadata, "endpointPrefix"));
        _segment.Text(TextOf(metadata, "signingName"));
        _segment.Text(TextOf(metadata, "signatureVersion"));
        _segment.Number((int)Protocols[protocol].Protocol);
        _segment.Text(TextOf(metadata, "targetPrefix"));
        _segment.Text(TextOf(metadata, "jsonVersion"));
        _segment.Text(TextOf(metadata, "xmlNamespace"));
        _segment.Text(TextOf(metadata, "globalEndpoint"));
        _segment.Number(metadata.TryGetProperty("awsQueryCompatible", out _) ? 1 : 0);
    }

    private void WriteOperation(string name, JsonElement operation)
    {
        JsonElement http = operation.GetProperty("http");
        JsonElement? input = Property(operation, "input");
        JsonElement? output = Property(operation, "output");
        if (TextOf(output, "resultWrapper") is string wrapper && wrapper != name + "Result")
        {
            throw new InvalidDataException($"{name}: the result is wrapped in {wrapper}.");
        }

        _segment.Text(name);
        _segment.Text(TextOf(http, "method"));
        _segment.Text(TextOf(http, "requestUri"));
        _segment.Shape(TextOf(input, "shape"));
        _segment.Shape(TextOf(output, "shape"));
        JsonElement[] errors = Property(operation, "errors") is { } listed ? [.. listed.EnumerateArray()] : [];
        _segment.Number(errors.Length);
        foreach (JsonElement error in errors)
        {
            _segment.Shape(TextOf(error, "shape"));
        }

        int code = Property(http, "responseCode")?.GetInt32() ?? 200;
        string? host = TextOf(Property(operation, "endpoint"), "hostPrefix");
        string? element = TextOf(input, "locationName");
        JsonElement? xmlNamespace = Property(input, "xmlNamespace");
        JsonElement? checksum = Property(operation, "httpChecksum");
        string? algorithm = TextOf(checksum, "requestAlgorithmMember");
        string? authentication = TextOf(operation, "authtype");
        bool needsChecksum = Has(operation, "httpChecksumRequired") || Has(checksum, "requestChecksumRequired");
        bool unsignedPayload = Has(operation, "unsignedPayload") || authentication == "v4-unsigned-body";
        bool detailed = code != 200 || (host ?? element ?? algorithm) is not null || xmlNamespace is not null;
        _segment.Number((int)(When(needsChecksum, OperationTraits.NeedsChecksum)
            | When(authentication == "none", OperationTraits.Unsigned)
            | When(unsignedPayload, OperationTraits.UnsignedPayload)
            | When(detailed, OperationTraits.Detailed)));
        if (detailed)
        {
            _segment.Number(code);
            _segment.Text(host);
            _segment.Text(element);
            XmlNamespace(xmlNamespace);
            _segment.Text(algorithm);
        }
    }

    private void WriteShape(string name, JsonElement shape)
    {
        ShapeKind kind = Named(Kinds, TextOf(shape, "type")!);
        string? min = NumberOf(shape, "min");
        string? max = NumberOf(shape, "max");
        string? pattern = TextOf(shape, "pattern");
        string[] values = Texts(shape, "enum");
        string? payload = TextOf(shape, "payload");
        string? location = TextOf(shape, "locationName");
        JsonElement? xmlNamespace = Property(shape, "xmlNamespace");
        string? format = TextOf(shape, "timestampFormat");
        JsonElement? error = Property(shape, "error");
        bool constrained = (min ?? max ?? pattern) is not null || values.Length > 0;
        bool detailed = (payload ?? location ?? format) is not null || (xmlNamespace ?? error) is not null;
        _segment.Text(name);
        _segment.Number((int)kind | ((int)(Marks(shape, ShapeMarks, static (all, mark) => all | mark)
            | When(constrained, ShapeTraits.Constrained)
            | When(detailed, ShapeTraits.Detailed)) << SegmentReader.KindBits));
        switch (kind)
        {
            case ShapeKind.Structure:
                WriteMembers(Property(shape, "members"), Texts(shape, "required"));
                break;
            case ShapeKind.List:
                WriteMember("member", shape.GetProperty("member"), required: false);
                break;
            case ShapeKind.Map:
                WriteMember("key", shape.GetProperty("key"), required: false);
                WriteMember("value", shape.GetProperty("value"), required: false);
                break;
        }

        if (constrained)
        {
            _segment.Text(min);
            _segment.Text(max);
            _segment.Text(pattern);
            _segment.Number(values.Length);
            Array.ForEach(values, _segment.Text);
        }

        if (detailed)
        {
            _segment.Text(payload);
            _segment.Text(location);
            XmlNamespace(xmlNamespace);
            _segment.Text(format);
            _segment.Text(TextOf(error, "code"));
            _segment.Number(Property(error, "httpStatusCode")?.GetInt32() ?? 0);
        }
    }

    /// <param name="members">None of a structure that may be any JSON.</param>
    private void WriteMembers(JsonElement? members, string[] required)
    {
        JsonProperty[] all = members is { } given ? [.. given.EnumerateObject()] : [];
        _segment.Number(all.Length);
        foreach (JsonProperty member in all)
        {
            _segment.Text(member.Name);
            WriteMember(member.Name, member.Value, required.Contains(member.Name, StringComparer.Ordinal));
        }
    }

    private void WriteMember(string name, JsonElement member, bool required)
    {
        string? wire = TextOf(member, "locationName");
        bool same = wire == name;
        bool small = !same && wire == char.ToLowerInvariant(name[0]) + name[1..];
        string? other = same || small ? null : wire;
        string? location = TextOf(member, "location");
        string? queryName = TextOf(member, "queryName");
        JsonElement? xmlNamespace = Property(member, "xmlNamespace");
        bool detailed = (other ?? location ?? queryName) is not null || xmlNamespace is not null;
        _segment.Shape(TextOf(member, "shape"));
        _segment.Number((int)(Marks(member, MemberMarks, static (all, mark) => all | mark)
            | When(required, MemberTraits.Required)
            | When(same, MemberTraits.SameName)
            | When(small, MemberTraits.SmallName)
            | When(detailed, MemberTraits.Detailed)));
        if (detailed)
        {
            _segment.Text(other);
            _segment.Number((int)(location is null ? Location.Body : Named(Locations, location)));
            _segment.Text(queryName);
            XmlNamespace(xmlNamespace);
        }
    }

    private void XmlNamespace(JsonElement? xmlNamespace)
    {
        _segment.Text(TextOf(xmlNamespace, "uri"));
        if (xmlNamespace is not null)
        {
            _segment.Text(TextOf(xmlNamespace, "prefix"));
        }
    }

    private static T When<T>(bool has, T trait)
        where T : struct => has ? trait : default;

    private static T Marks<T>(JsonElement element, (string Name, T Mark)[] marks, Func<T, T, T> add)
        where T : struct =>
        marks.Where(mark => Has(element, mark.Name)).Aggregate(default(T), (all, mark) => add(all, mark.Mark));

    private static T Named<T>((string Name, T Value)[] values, string name)
    {
        int i = Array.FindIndex(values, value => value.Name == name);
        return i < 0 ? throw new InvalidDataException($"There is no {typeof(T).Name} '{name}'.") : values[i].Value;
    }

    /// <summary>A property; none of what is not there.</summary>
    private static JsonElement? Property(JsonElement? element, string name) =>
        element is { } given && given.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string? TextOf(JsonElement? element, string name) => Property(element, name)?.GetString();

    private static string[] Texts(JsonElement element, string name) =>
        Property(element, name) is { } list ? [.. list.EnumerateArray().Select(static v => v.GetString()!)] : [];

    private static bool Has(JsonElement? element, string name) => Property(element, name)?.GetBoolean() == true;

    // 1.0 and 1 are one bound.
    private static string? NumberOf(JsonElement element, string name) =>
        Property(element, name)?.GetDecimal().ToString("0.############", CultureInfo.InvariantCulture);
}
