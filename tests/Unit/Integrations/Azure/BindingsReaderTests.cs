using Azure.Core;
using FunctionsAsl.Integrations.Azure;
using FunctionsAsl.Integrations.Bound;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using Xunit;

namespace FunctionsAsl.Unit.Integrations.Azure;

public sealed class BindingsReaderTests
{
    [Theory]
    [InlineData("{", "ASL_BINDINGS is no JSON at line 1, column 2.")]
    [InlineData("/nowhere/AccountKey=secret", "ASL_BINDINGS is neither JSON nor the path of a file that can be read (DirectoryNotFoundException).")]
    [InlineData("""{"Streams":{}}""", "ASL_BINDINGS: /Streams: There is no such member; there are Queues, Buckets, Tables, Topics, EventBuses, TaskDefinitions, JobDefinitions, GlueJobs.")]
    [InlineData("""{"Queues":[]}""", "ASL_BINDINGS: /Queues: It must be a JSON object of bindings by the names of AWS's resources.")]
    [InlineData("""{"Queues":{"a/b":{"StorageQueue":"q","Key":"secret"}}}""", "ASL_BINDINGS: /Queues/a~1b/Key: There is no such member; there are StorageQueue, ServiceBus, Encoding, ClientId.")]
    [InlineData("""{"Queues":{"q":{"StorageQueue":7}}}""", "ASL_BINDINGS: /Queues/q/StorageQueue: It must be a text.")]
    [InlineData("""{"Queues":{"q":{"StorageQueue":"q","Encoding":"secret"}}}""", "ASL_BINDINGS: /Queues/q/Encoding: It is Base64, as without it, or None.")]
    [InlineData("""{"Queues":{"q":{"StorageQueue":"q","ClientId":"c"}}}""", "ASL_BINDINGS: /Queues/q/ClientId: It goes with an address.")]
    [InlineData("""{"Queues":{"q":{"ServiceBus":"https://n.servicebus.windows.net"}}}""", "ASL_BINDINGS: /Queues/q/ServiceBus: It names the queue or the topic, as https://NAMESPACE.servicebus.windows.net/NAME.")]
    [InlineData("""{"Buckets":{"b":{}}}""", "ASL_BINDINGS: /Buckets/b/Container: It is required.")]
    [InlineData("""{"Buckets":{"b":{"Container":"https://a.blob.core.windows.net/"}}}""", "ASL_BINDINGS: /Buckets/b/Container: The address ends with the name, as https://ACCOUNT.SERVICE.core.windows.net/NAME.")]
    [InlineData("""{"Tables":{"t":{"Table":"T"}}}""", "ASL_BINDINGS: /Tables/t/PartitionKey: It is required.")]
    [InlineData("""{"Tables":{"t":{"Table":"T","PartitionKey":{"Name":"n","Type":"B"}}}}""", "ASL_BINDINGS: /Tables/t/PartitionKey/Type: It is S or N.")]
    [InlineData("""{"Topics":{"t":{"EventGrid":"https://e.test","ServiceBus":"https://s.test/t"}}}""", "ASL_BINDINGS: /Topics/t: It is bound to one of EventGrid and ServiceBus.")]
    [InlineData("""{"TaskDefinitions":{"t":{"ContainerAppsJob":"https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.App/containerApps/j"}}}""", "ASL_BINDINGS: /TaskDefinitions/t/ContainerAppsJob: It is the job's address, as https://management.azure.com/subscriptions/*/resourceGroups/*/providers/Microsoft.App/jobs/*.")]
    [InlineData("""{"GlueJobs":{"t":{"Pipeline":"https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.DataFactory/factories/f"}}}""", "ASL_BINDINGS: /GlueJobs/t/Pipeline: It is the pipeline's address, as https://management.azure.com/subscriptions/*/resourceGroups/*/providers/Microsoft.DataFactory/factories/*/pipelines/*.")]
    public void What_cannot_be_is_refused_with_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<SettingException>(() => Open(text)).Message);

    // A key in an address would go around the identity, and into logs.
    [Theory]
    [InlineData("http://a.blob.core.windows.net/c")]
    [InlineData("https://a.blob.core.windows.net/c?sig=secret")]
    [InlineData("https://me:secret@a.blob.core.windows.net/c")]
    public void An_address_has_no_key(string address)
    {
        string message = Assert.Throws<SettingException>(() => Open($$"""{"Buckets":{"b":{"Container":"{{address}}"} } }""")).Message;
        Assert.Equal(
            "ASL_BINDINGS: /Buckets/b/Container: It must be an address that begins with https://, without a query: bindings take no keys, but an identity.", message);
    }

    [Fact]
    public void Nothing_is_bound_without_the_setting() => Assert.Null(
        AzureBindings.Open(static _ => null, OwnAccount.ByConnectionString("x"), static _ => throw new InvalidOperationException(), new HttpClient(), TimeProvider.System));

    [Theory]
    [InlineData("sqs", """{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/123456789012/by-name"}""", true)]
    [InlineData("sqs", """{"QueueUrl":"http://localhost:4566/000000000000/by-name"}""", true)]
    [InlineData("sqs", """{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/by-arn"}""", true)]
    [InlineData("sqs", """{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/123456789012/by-arn"}""", false)]
    [InlineData("sqs", """{"QueueUrl":"other"}""", false)]
    [InlineData("sqs", "{}", false)]
    [InlineData("sns", """{"TopicArn":"arn:aws:sns:us-east-1:123456789012:alerts"}""", true)]
    [InlineData("sns", """{"PhoneNumber":"+1"}""", false)]
    [InlineData("s3", """{"Bucket":"files"}""", true)]
    [InlineData("s3", """{"Bucket":"by-name"}""", false)]
    [InlineData("dynamodb", """{"TableName":"arn:aws:dynamodb:us-east-1:123456789012:table/Stock"}""", true)]
    [InlineData("events", """{"Entries":[{}]}""", true)]
    [InlineData("events", """{"Entries":[{"EventBusName":"other"}]}""", false)]
    [InlineData("ecs", """{"taskDefinition":"nightly"}""", true)]
    [InlineData("ecs", """{"taskDefinition":"arn:aws:ecs:eu-west-1:123456789012:task-definition/nightly:7"}""", true)]
    [InlineData("ecs", """{"tasks":["arn:aws:ecs:us-east-1:123456789012:task/default/nightly:7.run-1"]}""", true)]
    [InlineData("ecs", """{"task":"nightly.run-1"}""", true)]
    [InlineData("ecs", """{"tasks":["arn:aws:ecs:us-east-1:123456789012:task/default/0123456789abcdef"]}""", false)]
    [InlineData("ecs", """{"taskDefinition":"pinned:2"}""", true)]
    [InlineData("ecs", """{"taskDefinition":"pinned:3"}""", false)]
    [InlineData("ecs", """{"taskDefinition":"local"}""", true)]
    [InlineData("ecs", """{"taskDefinition":"arn:aws:ecs:eu-west-1:123456789012:task-definition/local"}""", false)]
    [InlineData("batch", """{"jobDefinition":"arn:aws:batch:us-east-1:123456789012:job-definition/report:2"}""", true)]
    [InlineData("batch", """{"jobs":["report:2/n/run-1"]}""", true)]
    [InlineData("batch", """{"jobId":"arn:aws:batch:us-east-1:123456789012:job-definition/report:2/n/run-1"}""", true)]
    [InlineData("batch", """{"jobs":["876da822-4198-45f2-a252-6cea32512ea8"]}""", false)]
    [InlineData("glue", """{"JobName":"etl"}""", true)]
    [InlineData("glue", """{"JobName":"other"}""", false)]
    [InlineData("kinesis", """{"StreamName":"files"}""", false)]
    public void A_resource_is_found_by_its_ARN_or_its_name(string service, string request, bool isBound) =>
        Assert.Equal(isBound, OpenAll().Find(service, (JsonMap)JsonAny.Parse(request)) is not null);

    [Theory]
    [InlineData("events", "PutEvents", """{"Entries":[{},{"EventBusName":"other"}]}""")]
    [InlineData("dynamodb", "BatchGetItem", """{"RequestItems":{"Stock":{}}}""")]
    [InlineData("dynamodb", "TransactWriteItems", """{"TransactItems":[{"Put":{"TableName":"other"}},{"Put":{"TableName":"Stock"}}]}""")]
    public async Task What_would_be_done_in_part_only_is_refused(string service, string operation, string text)
    {
        var request = (JsonMap)JsonAny.Parse(text);
        IBoundResource found = OpenAll().Find(service, request)!;
        BoundException refusal = await Assert.ThrowsAsync<BoundException>(async () => await found.CallAsync(operation, request, default));
        Assert.Equal($"The operation {operation} on several resources is not supported by the resource that this one is bound to.", refusal.Message);
    }

    private static AzureBindings OpenAll() => Open("""
        {"Queues":{"by-name":{"StorageQueue":"q"},"arn:aws:sqs:us-east-1:123456789012:by-arn":{"ServiceBus":"https://n.servicebus.windows.net/q"}},
         "Buckets":{"files":{"Container":"c"}},"Tables":{"Stock":{"Table":"https://a.table.core.windows.net/T","PartitionKey":"id"}},
         "Topics":{"alerts":{"EventGrid":"https://e.eventgrid.azure.net"}},"EventBuses":{"default":{"EventGrid":"https://e.eventgrid.azure.net/api/events","ClientId":"c"}},
         "TaskDefinitions":{"nightly":{"ContainerAppsJob":"ARM/Microsoft.App/jobs/j"},"pinned:2":{"ContainerAppsJob":"ARM/Microsoft.App/jobs/j"},
           "arn:aws:ecs:us-east-1:123456789012:task-definition/local":{"ContainerAppsJob":"ARM/Microsoft.App/jobs/j"}},
         "JobDefinitions":{"report":{"ContainerAppsJob":"ARM/Microsoft.App/jobs/j"}},
         "GlueJobs":{"etl":{"Pipeline":"ARM/microsoft.datafactory/factories/f/pipelines/a%20p"}}}
        """.Replace("ARM", "https://management.azure.com/subscriptions/s/resourcegroups/g/providers", StringComparison.Ordinal));

    private static AzureBindings Open(string text) => AzureBindings.Open(
        name => name == "ASL_BINDINGS" ? text : null, OwnAccount.ByConnectionString("UseDevelopmentStorage=true"), static _ => new FixedToken("t"), new HttpClient(), TimeProvider.System)!;
}

/// <summary>The token of whoever asks.</summary>
internal sealed class FixedToken(string text) : TokenCredential
{
    /// <summary>What the last token was for.</summary>
    public string? Scope { get; private set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scope = Assert.Single(requestContext.Scopes);
        return new AccessToken(text, DateTimeOffset.MaxValue);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
