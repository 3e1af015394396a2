using System.Text;

namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>The two REST protocols: members stand in the path, the query, headers and the body.</summary>
internal abstract class RestProtocol : Protocol
{
    private protected sealed override AwsRequest WriteRequest(ServiceModel service, OperationModel operation, JsonMap arguments)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string[] uri = operation.RequestUri.Split('?', 2);
        if (operation.Input is not { } input)
        {
            return new AwsRequest(operation.HttpMethod, uri[0], uri.Length > 1 ? uri[1] : "", headers, default);
        }

        List<string> query = uri.Length > 1 ? [uri[1]] : [];
        HashSet<string> named =
        [
            .. input.Given(arguments).Select(static given => given.Member)
                .Where(static m => m.Location == Location.QueryString && m.Shape.Kind != ShapeKind.Map).Select(static m => m.WireName),
        ];
        foreach ((Member member, JsonAny value) in input.Given(arguments))
        {
            if (member.Location == Location.QueryString)
            {
                WriteQuery(query, value, member, named);
            }
            else if (member.Location is Location.Header or Location.Headers)
            {
                WriteHeaders(headers, value, member);
            }
        }

        return new AwsRequest(
            operation.HttpMethod, WritePath(uri[0], arguments, input), string.Join('&', query), headers, WriteBody(operation, input, arguments, headers));
    }

    private protected sealed override JsonMap ReadOutput(OperationModel operation, AwsResponse response, ref string? requestId)
    {
        if (operation.Output is not { } output)
        {
            return JsonMap.Empty;
        }

        var members = new JsonMap.Builder();
        foreach (Member member in output.Members)
        {
            if (ReadHeader(response, member) is { } value)
            {
                members.Set(member.Name, value);
            }
        }

        if (output.Payload is { Shape: { Kind: ShapeKind.Blob or ShapeKind.String } shape } raw)
        {
            members.Set(raw.Name, shape.Kind == ShapeKind.Blob ? Convert.ToBase64String(response.Body.Span) : Encoding.UTF8.GetString(response.Body.Span));
        }
        else if (output.Payload is { } payload)
        {
            members.SetIfPresent(payload.Name, ReadPayload(response.Body, payload));
        }
        else
        {
            foreach ((string name, JsonAny value) in ReadMembers(response.Body, output))
            {
                members.Set(name, value);
            }
        }

        return members.Build();
    }

    /// <summary>The body of a request whose members, or whose payload, are these.</summary>
    /// <param name="name">The name of the element around them, where the model gives one.</param>
    private protected abstract ReadOnlyMemory<byte> WriteBody(JsonAny value, Shape shape, string? name, XmlNamespace? ns);

    /// <summary>The body of a request that could have one, and has none.</summary>
    private protected abstract ReadOnlyMemory<byte> EmptyBody { get; }

    /// <summary>The type of a body that is neither a blob nor a text.</summary>
    private protected abstract string BodyType { get; }

    /// <summary>A payload that is neither a blob nor a text; <see langword="null"/> where the body is empty.</summary>
    private protected abstract JsonAny? ReadPayload(ReadOnlyMemory<byte> body, Member payload);

    private protected abstract JsonMap ReadMembers(ReadOnlyMemory<byte> body, Shape output);

    private ReadOnlyMemory<byte> WriteBody(OperationModel operation, Shape input, JsonMap arguments, Dictionary<string, string> headers)
    {
        if (input.Payload is { Shape.EventStream: true })
        {
            throw new AwsFormatException($"{operation.Name} sends a stream of events, which is not supported.");
        }

        JsonAny? given = input.Payload is { } p && arguments[p.Name] is { } value and not JsonNull ? value : null;
        if (input.Payload is { Shape.Kind: ShapeKind.Blob or ShapeKind.String } raw)
        {
            string text = given is null ? "" : Scalar.Write(given, raw.Shape, Scalar.Iso8601);
            return raw.Shape.Kind == ShapeKind.Blob ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text);
        }

        ReadOnlyMemory<byte> body = default;
        if (input.Payload is { } payload)
        {
            body = given is null ? EmptyBody : WriteBody(given, payload.Shape, payload.WireName, payload.Namespace);
        }
        else if (BodyMembers(input, arguments) is { Count: > 0 } members)
        {
            body = WriteBody(members, input, operation.InputLocationName ?? input.LocationName, operation.InputXmlNamespace ?? input.XmlNamespace);
        }
        else if (input.Members.Any(static m => m.Location == Location.Body))
        {
            body = EmptyBody;
        }

        if (!body.IsEmpty)
        {
            headers.TryAdd("Content-Type", BodyType);
        }

        return body;
    }

    private static JsonMap BodyMembers(Shape input, JsonMap arguments)
    {
        var members = new JsonMap.Builder();
        foreach ((Member member, JsonAny value) in input.Given(arguments))
        {
            if (member.Location == Location.Body)
            {
                members.Set(member.Name, value);
            }
        }

        return members.Build();
    }

    // /{Bucket}/{Key+}: a greedy label keeps its slashes.
    private static string WritePath(string template, JsonMap arguments, Shape input)
    {
        var path = new StringBuilder();
        for (int at = 0; at < template.Length;)
        {
            int open = template.IndexOf('{', at);
            if (open < 0)
            {
                path.Append(template, at, template.Length - at);
                break;
            }

            int close = template.IndexOf('}', open);
            bool isGreedy = template[close - 1] == '+';
            string label = template[(open + 1)..(isGreedy ? close - 1 : close)];
            Member member = input.Members.FirstOrDefault(m => m.Location == Location.Uri && m.WireName == label)
                ?? throw new AwsFormatException($"No member of {input.Name} is called {label} in the path.");
            string text = arguments[member.Name] is { } value and not JsonNull ? Scalar.Write(value, member.Shape, Scalar.Iso8601) : "";
            if (text.Length == 0)
            {
                throw new AwsFormatException($"{member.Name} is a part of the path: it must not be empty.");
            }

            string escaped = Uri.EscapeDataString(text);
            path.Append(template, at, open - at).Append(isGreedy ? escaped.Replace("%2F", "/", StringComparison.Ordinal) : escaped);
            at = close + 1;
        }

        return path.ToString();
    }

    /// <param name="named">The names of the members that are given and stand in the query by themselves.</param>
    private static void WriteQuery(List<string> query, JsonAny value, Member member, HashSet<string> named)
    {
        switch (value)
        {
            case JsonList items:
                AddAll(query, member.WireName, items, member.Shape.Item!.Shape);
                break;
            // A map of names to a value or to several; a member's own name is not for it (Smithy, httpQueryParams).
            case JsonMap members when member.Shape.Value is { Shape: var shape }:
                foreach ((string name, JsonAny one) in members.Where(m => !named.Contains(m.Key)))
                {
                    AddAll(query, name, one is JsonList several ? several : JsonList.Of(one), shape.Item?.Shape ?? shape);
                }

                break;
            default:
                AddAll(query, member.WireName, JsonList.Of(value), member.Shape);
                break;
        }
    }

    private static void AddAll(List<string> query, string name, JsonList values, Shape shape)
    {
        foreach (JsonAny value in values)
        {
            query.Add($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(Scalar.Write(value, shape, Scalar.Iso8601))}");
        }
    }

    private static void WriteHeaders(Dictionary<string, string> headers, JsonAny value, Member member)
    {
        if (member.Location == Location.Header)
        {
            if (value is not JsonList { Count: 0 })
            {
                headers[member.WireName] = HeaderText(value, member);
            }

            return;
        }

        // The name of the member begins the names of the headers.
        foreach ((string name, JsonAny text) in value as JsonMap ?? throw new AwsFormatException($"{member.Name} must be an object."))
        {
            string header = member.WireName + name;
            if (header.Any(static c => c is <= ' ' or ':' or >= '\x7f'))
            {
                throw new AwsFormatException($"{member.Name}: '{header}' cannot be the name of a header.");
            }

            headers[header] = HeaderText(text, member.Shape.Value!);
        }
    }

    private static string HeaderText(JsonAny value, Member member)
    {
        string text = value is JsonList items
            ? string.Join(',', items.Where(static item => item.Kind != JsonKind.Null).Select(item => ListItem(item, member.Shape.Item!)))
            : member.JsonValue ? Convert.ToBase64String(value.ToUtf8())
            : Scalar.Write(value, member.Shape, Scalar.Rfc822);
        return text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0
            ? text
            : throw new AwsFormatException($"{member.Name} is sent in a header: it must be one line.");
    }

    private static string ListItem(JsonAny value, Member item)
    {
        string text = HeaderText(value, item);
        return item.Shape.Kind == ShapeKind.String && text.AsSpan().IndexOfAny('"', ',') >= 0
            ? $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : text;
    }

    private static JsonAny? ReadHeader(AwsResponse response, Member member) => member.Location switch
    {
        Location.StatusCode => response.Status,
        Location.Headers => ReadHeaders(response, member),
        Location.Header when response.Header(member.WireName) is { } text => ReadHeader(text, member),
        _ => null,
    };

    private static JsonAny ReadHeader(string text, Member member) => member switch
    {
        { JsonValue: true } => ReadJsonValue(text, member),
        { Shape.Item: { } item } => JsonList.Of(text.Split(',', StringSplitOptions.TrimEntries).Select(one => Scalar.Read(one, item.Shape))),
        _ => Scalar.Read(text, member.Shape),
    };

    private static JsonAny ReadJsonValue(string text, Member member)
    {
        try
        {
            return JsonAny.Parse(Convert.FromBase64String(text));
        }
        catch (Exception e) when (e is FormatException or JsonSyntaxException)
        {
            throw new AwsFormatException($"{member.Name}: the answer's header is no JSON in Base64.", e);
        }
    }

    private static JsonMap ReadHeaders(AwsResponse response, Member member)
    {
        string prefix = member.LocationName ?? "";
        var map = new JsonMap.Builder();
        foreach ((string name, string text) in response.Headers)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                map.Set(name[prefix.Length..], text);
            }
        }

        return map.Build();
    }
}
