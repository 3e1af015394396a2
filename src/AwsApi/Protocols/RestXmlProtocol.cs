using System.Text;

namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>REST with XML in the body; S3 speaks it, with some ways of its own.</summary>
internal sealed class RestXmlProtocol : RestProtocol
{
    private protected override ReadOnlyMemory<byte> EmptyBody => default;

    private protected override string BodyType => "application/xml";

    private protected override ReadOnlyMemory<byte> WriteBody(JsonAny value, Shape shape, string? name, XmlNamespace? ns)
    {
        var xml = new StringBuilder();
        XmlBody.Write(xml, value, shape, name ?? shape.Name, ns);
        return Encoding.UTF8.GetBytes(xml.ToString());
    }

    private protected override JsonAny? ReadPayload(ReadOnlyMemory<byte> body, Member payload) => XmlBody.Read(XmlBody.Parse(body), payload);

    private protected override JsonMap ReadMembers(ReadOnlyMemory<byte> body, Shape output)
    {
        XmlElement root = XmlBody.Parse(body);
        // S3's GetBucketLocation: the answer is its only member.
        return root.Children.Count == 0 && output.Members.FirstOrDefault(m => m.Location == Location.Body && m.WireName == root.Name) is { } only
            ? JsonMap.Of((only.Name, XmlBody.Read(root, only)))
            : XmlBody.ReadMembers(root, output);
    }

    private protected override (string? Code, string? Message) ReadError(ServiceModel service, AwsResponse response, ref string? requestId) =>
        // Of a HEAD request there is no body.
        response.Body.IsEmpty ? default : XmlBody.ReadError(XmlBody.Parse(response.Body), ref requestId);

    /// <summary>S3 says 200 when it begins to copy, and may find out later that it can't.</summary>
    private protected override bool IsErrorOfSuccess(AwsResponse response) =>
        response.Status == 200 && response.Body.Length < MaxErrorBytes && response.Body.Span.IndexOf("<Error>"u8) >= 0
        && response.Header("Content-Type")?.Contains("xml", StringComparison.Ordinal) != false && IsError(response.Body);

    private const int MaxErrorBytes = 64 * 1024;

    private static bool IsError(ReadOnlyMemory<byte> body)
    {
        try
        {
            return XmlBody.Parse(body).Name == "Error";
        }
        catch (AwsFormatException)
        {
            return false;
        }
    }
}
