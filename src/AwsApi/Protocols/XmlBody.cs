using System.Text;
using System.Xml;

namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>Values in an XML body.</summary>
internal static class XmlBody
{
    /// <summary>As deep as JSON may be.</summary>
    private const int MaxDepth = JsonAny.MaxDepth;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
    };

    /// <summary>The document as one element; where the body is empty, an element without a name.</summary>
    /// <exception cref="AwsFormatException">The body is not XML.</exception>
    public static XmlElement Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return new XmlElement("");
        }

        try
        {
            using var text = new StreamReader(new MemoryStream(body.ToArray()), Encoding.UTF8);
            using var reader = XmlReader.Create(text, Settings);
            return Read(reader);
        }
        catch (XmlException e)
        {
            throw new AwsFormatException("The answer is not XML: " + e.Message, e);
        }
    }

    /// <summary>An output's members. What the model does not have is left out.</summary>
    public static JsonMap ReadMembers(XmlElement element, Shape shape)
    {
        var members = new JsonMap.Builder();
        foreach (Member member in shape.Members)
        {
            if (member.Location == Location.Body && ReadMember(element, member) is { } value)
            {
                members.Set(member.Name, value);
            }
        }

        return members.Build();
    }

    /// <summary>The value of an element.</summary>
    public static JsonAny Read(XmlElement element, Member member) => member.Shape.Kind switch
    {
        ShapeKind.Structure => ReadMembers(element, member.Shape),
        ShapeKind.List => JsonList.Of(element.Children.Select(item => Read(item, member.Shape.Item!))),
        ShapeKind.Map => ReadMap(element.Children, member.Shape),
        _ => Scalar.Read(element.Text, member.Shape),
    };

    /// <summary>The code and the message: of <c>Error</c>, <c>ErrorResponse/Error</c> (query, REST) or <c>Response/Errors/Error</c> (EC2).</summary>
    public static (string? Code, string? Message) ReadError(XmlElement root, ref string? requestId)
    {
        requestId = (root.Child("RequestId") ?? root.Child("RequestID"))?.Text ?? requestId;
        XmlElement error = root.Child("Error") ?? root.Child("Errors")?.Child("Error") ?? root;
        return (error.Child("Code")?.Text, (error.Child("Message") ?? error.Child("message"))?.Text);
    }

    /// <summary>Writes an element.</summary>
    /// <exception cref="AwsFormatException">The value does not fit.</exception>
    public static void Write(StringBuilder xml, JsonAny value, Shape shape, string name, XmlNamespace? ns, bool isFlattened = false)
    {
        switch (shape.Kind, value)
        {
            case (ShapeKind.List, JsonList items) when isFlattened:
                WriteItems(xml, items, shape.Item!, name);
                break;
            case (ShapeKind.List, JsonList items):
                Open(xml, name, ns).Append('>');
                WriteItems(xml, items, shape.Item!, shape.Item!.WireName);
                Close(xml, name);
                break;
            case (ShapeKind.Map, JsonMap members) when isFlattened:
                WriteEntries(xml, members, shape, name);
                break;
            case (ShapeKind.Map, JsonMap members):
                Open(xml, name, ns).Append('>');
                WriteEntries(xml, members, shape, "entry");
                Close(xml, name);
                break;
            case (ShapeKind.Structure, JsonMap members):
                WriteStructure(xml, members, shape, name, ns);
                break;
            default:
                Open(xml, name, ns).Append('>');
                Escape(xml, Scalar.Write(value, shape, Scalar.Iso8601));
                Close(xml, name);
                break;
        }
    }

    private static void WriteStructure(StringBuilder xml, JsonMap members, Shape shape, string name, XmlNamespace? ns)
    {
        Open(xml, name, ns);
        (Member Member, JsonAny Value)[] given = [.. shape.Given(members)];
        foreach ((Member member, JsonAny value) in given.Where(static g => g.Member.XmlAttribute))
        {
            xml.Append(' ').Append(member.WireName).Append("=\"");
            Escape(xml, Scalar.Write(value, member.Shape, Scalar.Iso8601));
            xml.Append('"');
        }

        xml.Append('>');
        foreach ((Member member, JsonAny value) in given.Where(static g => !g.Member.XmlAttribute))
        {
            Write(xml, value, member.Shape, member.WireName, member.Namespace, member.IsFlattened);
        }

        Close(xml, name);
    }

    private static void WriteItems(StringBuilder xml, JsonList items, Member item, string name)
    {
        foreach (JsonAny value in items)
        {
            Write(xml, value, item.Shape, name, item.Namespace, item.IsFlattened);
        }
    }

    private static void WriteEntries(StringBuilder xml, JsonMap members, Shape map, string name)
    {
        foreach ((string key, JsonAny value) in members)
        {
            Open(xml, name, null).Append('>');
            Write(xml, key, map.Key!.Shape, map.Key.WireName, map.Key.Namespace);
            Write(xml, value, map.Value!.Shape, map.Value.WireName, map.Value.Namespace, map.Value.IsFlattened);
            Close(xml, name);
        }
    }

    private static StringBuilder Open(StringBuilder xml, string name, XmlNamespace? ns)
    {
        xml.Append('<').Append(name);
        if (ns is not null)
        {
            xml.Append(" xmlns").Append(ns.Prefix is null ? "" : ":" + ns.Prefix).Append("=\"");
            Escape(xml, ns.Uri);
            xml.Append('"');
        }

        return xml;
    }

    private static void Close(StringBuilder xml, string name) => xml.Append("</").Append(name).Append('>');

    private static void Escape(StringBuilder xml, string text)
    {
        foreach (char c in text)
        {
            _ = c switch
            {
                '&' => xml.Append("&amp;"),
                '<' => xml.Append("&lt;"),
                '>' => xml.Append("&gt;"),
                '"' => xml.Append("&quot;"),
                // A reader would take them for ends of lines, and in attributes for blanks.
                '\r' => xml.Append("&#13;"),
                '\n' => xml.Append("&#10;"),
                '\t' => xml.Append("&#9;"),
                _ => xml.Append(c),
            };
        }
    }

    private static JsonAny? ReadMember(XmlElement element, Member member)
    {
        if (member.XmlAttribute)
        {
            return element.Attributes.TryGetValue(member.WireName.Split(':')[^1], out string? text) ? Scalar.Read(text, member.Shape) : null;
        }

        if (!member.IsFlattened || member.Shape.Kind is not (ShapeKind.List or ShapeKind.Map))
        {
            return element.Child(member.WireName) is { } child ? Read(child, member) : null;
        }

        string name = member.Shape.Item is { HasWireName: true } item ? item.WireName : member.WireName;
        XmlElement[] all = [.. element.Children.Where(child => child.Name == name)];
        return all.Length == 0 ? null
            : member.Shape.Kind == ShapeKind.Map ? ReadMap(all, member.Shape)
            : JsonList.Of(all.Select(one => Read(one, member.Shape.Item!)));
    }

    private static JsonMap ReadMap(IReadOnlyCollection<XmlElement> entries, Shape shape)
    {
        var map = new JsonMap.Builder(entries.Count);
        foreach (XmlElement entry in entries)
        {
            if (entry.Child(shape.Key!.WireName) is { } key && entry.Child(shape.Value!.WireName) is { } value)
            {
                map.Set(key.Text, Read(value, shape.Value));
            }
        }

        return map.Build();
    }

    private static XmlElement Read(XmlReader reader)
    {
        var open = new Stack<XmlElement>();
        XmlElement? root = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = new XmlElement(reader.LocalName);
                    root ??= element;
                    if (open.TryPeek(out XmlElement? parent))
                    {
                        parent.Children.Add(element);
                    }

                    bool isEmpty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute())
                    {
                        element.Attributes[reader.LocalName] = reader.Value;
                    }

                    if (!isEmpty)
                    {
                        open.Push(element);
                    }

                    if (open.Count > MaxDepth)
                    {
                        throw new AwsFormatException($"The answer is nested deeper than {MaxDepth} elements.");
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when open.Count > 0:
                    open.Peek().AddText(reader.Value);
                    break;
            }
        }

        return root!;
    }
}
