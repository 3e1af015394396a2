using System.Text.Json;
using FunctionsAsl.AwsApi;
using FunctionsAsl.AwsApi.Generator;
using Xunit;

namespace FunctionsAsl.Unit.AwsApi;

public sealed class GeneratorTests
{
    [BotocoreFact]
    public void The_table_is_what_the_generator_makes_of_botocore()
    {
        var botocore = new Installation(BotocoreFactAttribute.Folder);
        Assert.Equal(botocore.Models.Services, ServiceTable.All().Select(static s => s.Name));
        // Unpacked: how it is packed is up to the Brotli of the runtime.
        Parallel.ForEach(ServiceTable.All(), service =>
        {
            (ServiceEntry entry, byte[] segment) = botocore.Models.ReadSegment(service.Name);
            Assert.Equal((entry.Name, entry.Id), (service.Name, service.Id));
            Assert.True(segment.AsSpan().SequenceEqual(ServiceTable.Unpack(service)), $"The table has another model of {service.Name}.");
        });
    }

    [BotocoreFact]
    public void The_table_says_what_botocore_says()
    {
        var botocore = new Installation(BotocoreFactAttribute.Folder);
        Parallel.ForEach(ServiceTable.All(), service =>
        {
            using JsonDocument model = botocore.Models.Open(service.Name);
            Compare(model.RootElement, ServiceTable.Read(service));
        });
    }

    private static void Compare(JsonElement model, ServiceModel service)
    {
        JsonElement metadata = model.GetProperty("metadata");
        string Of(string name) => Text(metadata, name) ?? "";
        Assert.Equal(
            (Of("serviceFullName"), Of("apiVersion"), Of("endpointPrefix"), Of("signatureVersion"), Of("targetPrefix"), Of("jsonVersion")),
            (service.FullName, service.ApiVersion, service.EndpointPrefix, service.SignatureVersion, service.TargetPrefix ?? "",
                service.JsonVersion ?? ""));
        Assert.Equal(Text(metadata, "signingName") ?? Of("endpointPrefix"), service.SigningName);
        Assert.Equal((Of("xmlNamespace"), Of("globalEndpoint")), (service.XmlNamespace ?? "", service.GlobalEndpoint ?? ""));
        JsonProperty[] operations = [.. model.GetProperty("operations").EnumerateObject()];
        Assert.Equal(operations.Select(static o => o.Name), service.Operations.Select(static o => o.Name));
        foreach (JsonProperty operation in operations)
        {
            Compare(operation.Value, service.Find(operation.Name)!);
        }

        JsonElement shapes = model.GetProperty("shapes");
        Assert.Equal(service.Shapes.Length, service.Shapes.Select(static s => s.Name).Distinct(StringComparer.Ordinal).Count());
        Dictionary<string, JsonElement> byName =
            shapes.EnumerateObject().ToDictionary(static s => s.Name, static s => s.Value, StringComparer.Ordinal);
        foreach (Shape shape in service.Shapes)
        {
            Compare(byName[shape.Name], shape);
        }
    }

    private static void Compare(JsonElement model, OperationModel operation)
    {
        JsonElement http = model.GetProperty("http");
        Assert.Equal((Text(http, "method"), Text(http, "requestUri")), (operation.HttpMethod, operation.RequestUri));
        Assert.Equal(http.TryGetProperty("responseCode", out JsonElement code) ? code.GetInt32() : 200, operation.ResponseCode);
        Assert.Equal(Text(model, "input", "shape"), operation.Input?.Name);
        Assert.Equal(Text(model, "output", "shape"), operation.Output?.Name);
        Assert.Equal(Items(model, "errors").Select(static e => Text(e, "shape")), operation.Errors.Select(static e => e.Name));
        Assert.Equal(Text(model, "endpoint", "hostPrefix"), operation.HostPrefix);
        Assert.Equal(Text(model, "input", "locationName"), operation.InputLocationName);
        Assert.Equal(Text(model, "input", "xmlNamespace", "uri"), operation.InputXmlNamespace?.Uri);
        Assert.Equal(Text(model, "httpChecksum", "requestAlgorithmMember"), operation.ChecksumMember);
        Assert.Equal(Text(model, "authtype") == "none", operation.Unsigned);
    }

    private static void Compare(JsonElement model, Shape shape)
    {
        Assert.Equal(Text(model, "type"), shape.Kind.ToString(), ignoreCase: true);
        Assert.Equal((Number(model, "min"), Number(model, "max"), Text(model, "pattern")), (shape.Min, shape.Max, shape.Pattern));
        Assert.Equal(Items(model, "enum").Select(static v => v.GetString()!), shape.Enum);
        Assert.Equal(
            (Has(model, "sensitive"), Has(model, "union"), Has(model, "document"), Has(model, "streaming"), Has(model, "eventstream"),
                Has(model, "event"), Has(model, "flattened"), Has(model, "sparse"), Has(model, "exception"), Has(model, "fault")),
            (shape.Sensitive, shape.Union, shape.Document, shape.Streaming, shape.EventStream,
                shape.Event, shape.Flattened, shape.Sparse, shape.IsException, shape.Fault));
        Assert.Equal(
            (Text(model, "payload"), Text(model, "locationName"), Text(model, "xmlNamespace", "uri"), Text(model, "timestampFormat")),
            (shape.Payload?.Name, shape.LocationName, shape.XmlNamespace?.Uri, shape.TimestampFormat));
        Assert.Equal(Text(model, "error", "code"), shape.ErrorCode);
        Assert.Equal(model.TryGetProperty("error", out JsonElement error) ? Number(error, "httpStatusCode") : null, shape.HttpStatus);
        if (shape.Kind == ShapeKind.Structure)
        {
            JsonProperty[] members = [.. model.GetProperty("members").EnumerateObject()];
            Assert.Equal(members.Select(static m => m.Name), shape.Members.Select(static m => m.Name));
            string[] required = [.. Items(model, "required").Select(static r => r.GetString()!)];
            foreach ((JsonProperty given, Member member) in members.Zip(shape.Members))
            {
                Compare(given.Value, member);
                Assert.Equal(required.Contains(member.Name), member.Required);
            }
        }

        foreach ((string part, Member? member) in new[] { ("member", shape.Item), ("key", shape.Key), ("value", shape.Value) })
        {
            Assert.Equal(model.TryGetProperty(part, out JsonElement given), member is not null);
            if (member is not null)
            {
                Compare(given, member);
            }
        }
    }

    private static void Compare(JsonElement model, Member member)
    {
        Assert.Equal(
            (Text(model, "shape"), Text(model, "locationName"), Text(model, "queryName"), Text(model, "xmlNamespace", "uri")),
            (member.Shape.Name, member.LocationName, member.QueryName, member.XmlNamespace?.Uri));
        Assert.Equal(Text(model, "location") ?? "body", member.Location.ToString(), ignoreCase: true);
        Assert.Equal(
            (Has(model, "idempotencyToken"), Has(model, "streaming"), Has(model, "flattened"), Has(model, "xmlAttribute"),
                Has(model, "jsonvalue"), Has(model, "hostLabel"), Has(model, "eventpayload")),
            (member.IdempotencyToken, member.Streaming, member.Flattened, member.XmlAttribute,
                member.JsonValue, member.HostLabel, member.EventPayload));
    }

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (!element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.GetString();
    }

    private static decimal? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetDecimal() : null;

    private static bool Has(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    private static JsonElement[] Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? [.. value.EnumerateArray()] : [];
}
