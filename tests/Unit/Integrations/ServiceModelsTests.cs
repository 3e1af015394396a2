using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Integrations;

public sealed class ServiceModelsTests : IDisposable
{
    private const string Model =
        """
        {"metadata":{"apiVersion":"2027-01-01","endpointPrefix":"x","protocol":"json","jsonVersion":"1.1","targetPrefix":"X","serviceFullName":"X",
        "serviceId":"ID","signatureVersion":"v4"},
        "operations":{"NewThing":{"name":"NewThing","http":{"method":"POST","requestUri":"/"}}},"shapes":{}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("functions-asl-models").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sqs", "SQS", "sqs")]
    [InlineData("stepfunctions", "SFN", "sfn")]
    [InlineData("brand-new", "Brand New Service", "brandnew")]
    public void Operations_and_services_that_the_table_lacks_come_from_the_folder(string directory, string id, string name)
    {
        Write(directory, "2027-01-01", Model.Replace("\"ID\"", $"\"{id}\"", StringComparison.Ordinal));
        var models = ServiceModels.Open(_folder);
        Assert.Equal("NewThing", models.Find(name, "newThing")!.Value.Operation.Name);
        Assert.Null(models.Find(name, "other"));
        Assert.NotNull(models.Find("sns", "publish"));
    }

    [Fact]
    public void The_table_goes_before_the_folder()
    {
        Write("sqs", "2027-01-01", Model.Replace("NewThing", "SendMessage", StringComparison.Ordinal).Replace("\"ID\"", "\"SQS\"", StringComparison.Ordinal));
        Assert.NotNull(ServiceModels.Open(_folder).Find("sqs", "sendMessage")!.Value.Operation.Input);
    }

    [Fact]
    public void The_newest_version_counts()
    {
        Write("new", "2026-01-01", "{}");
        Write("new", "2027-01-01", Model.Replace("\"ID\"", "\"New\"", StringComparison.Ordinal));
        Assert.NotNull(ServiceModels.Open(_folder).Find("new", "newThing"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"metadata":{"serviceId":"New"}}""")]
    public void A_broken_model_is_named(string text)
    {
        Write("new", "2027-01-01", text);
        TaskFailedException refused = Assert.Throws<TaskFailedException>(() => ServiceModels.Open(_folder).Find("new", "newThing"));
        Assert.Contains(Path.Combine(_folder, "new", "2027-01-01", "service-2.json"), refused.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_refused_at_the_start() =>
        Assert.Contains("AWS_MODELS", Assert.Throws<SettingException>(() => ServiceModels.Open(Path.Combine(_folder, "no"))).Message, StringComparison.Ordinal);

    private void Write(string service, string version, string text)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, service, version)).FullName;
        File.WriteAllText(Path.Combine(folder, "service-2.json"), text);
    }
}
