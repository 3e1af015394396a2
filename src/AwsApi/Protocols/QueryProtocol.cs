using System.Text;

namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>Requests are forms, answers XML; the protocol of EC2 has other names in its forms, and answers without a wrapper.</summary>
internal sealed class QueryProtocol(bool isEc2) : Protocol
{
    private protected override AwsRequest WriteRequest(ServiceModel service, OperationModel operation, JsonMap arguments)
    {
        var form = new StringBuilder();
        Add(form, "Action", operation.Name);
        Add(form, "Version", service.ApiVersion);
        if (operation.Input is { } input)
        {
            WriteMembers(form, arguments, input, "");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = FormType };
        return new AwsRequest(operation.HttpMethod, "/", "", headers, Encoding.UTF8.GetBytes(form.ToString()));
    }

    private protected override JsonMap ReadOutput(OperationModel operation, AwsResponse response, ref string? requestId)
    {
        XmlElement root = XmlBody.Parse(response.Body);
        requestId = (isEc2 ? root.Child("requestId") : root.Child("ResponseMetadata")?.Child("RequestId"))?.Text ?? requestId;
        return operation.Output is { } output
            ? XmlBody.ReadMembers(isEc2 ? root : root.Child(operation.Name + "Result") ?? root, output)
            : JsonMap.Empty;
    }

    private protected override (string? Code, string? Message) ReadError(ServiceModel service, AwsResponse response, ref string? requestId) =>
        XmlBody.ReadError(XmlBody.Parse(response.Body), ref requestId);

    private void WriteMembers(StringBuilder form, JsonMap members, Shape shape, string prefix)
    {
        foreach ((Member member, JsonAny value) in shape.Given(members))
        {
            string name = NameOf(member, member.Name);
            Write(form, value, member, prefix.Length == 0 ? name : $"{prefix}.{name}");
        }
    }

    private void Write(StringBuilder form, JsonAny value, Member member, string name)
    {
        switch (member.Shape.Kind, value)
        {
            case (ShapeKind.Structure, JsonMap members):
                WriteMembers(form, members, member.Shape, name);
                break;
            case (ShapeKind.List, JsonList items):
                WriteList(form, items, member, name);
                break;
            case (ShapeKind.Map, JsonMap members):
                WriteMap(form, members, member, name);
                break;
            default:
                Add(form, name, Scalar.Write(value, member.Shape, Scalar.Iso8601));
                break;
        }
    }

    private void WriteList(StringBuilder form, JsonList items, Member member, string name)
    {
        if (items.Count == 0 && !isEc2)
        {
            // Else it would be no different from a list that is not given.
            Add(form, name, "");
        }

        Member item = member.Shape.Item!;
        string prefix = isEc2 ? name
            : !member.IsFlattened ? $"{name}.{item.WireName}"
            // The items' name takes the place of the list's.
            : item.HasWireName ? string.Concat(name.AsSpan(0, name.LastIndexOf('.') + 1), item.WireName)
            : name;
        for (int i = 0; i < items.Count; i++)
        {
            Write(form, items[i], item, string.Create(CultureInfo.InvariantCulture, $"{prefix}.{i + 1}"));
        }
    }

    private void WriteMap(StringBuilder form, JsonMap members, Member member, string name)
    {
        string prefix = member.IsFlattened ? name : name + ".entry";
        for (int i = 0; i < members.Count; i++)
        {
            string entry = string.Create(CultureInfo.InvariantCulture, $"{prefix}.{i + 1}");
            Write(form, members[i].Key, member.Shape.Key!, $"{entry}.{NameOf(member.Shape.Key!, "key")}");
            Write(form, members[i].Value, member.Shape.Value!, $"{entry}.{NameOf(member.Shape.Value!, "value")}");
        }
    }

    private string NameOf(Member member, string name)
    {
        if (!isEc2)
        {
            return member.HasWireName ? member.WireName : name;
        }

        string wire = member.HasWireName ? member.WireName : name;
        return member.QueryName ?? string.Concat(char.ToUpperInvariant(wire[0]).ToString(), wire.AsSpan(1));
    }

    private static void Add(StringBuilder form, string name, string value) =>
        form.Append(form.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
}
