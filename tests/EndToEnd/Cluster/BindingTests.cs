using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd.Cluster;

/// <summary>AWS-shaped tasks whose resources are bound to a queue, a container and a table of Azure Storage.</summary>
public sealed class BindingTests : IAsyncLifetime
{
    private const string Bindings =
        """
        {"Queues":{"orders":{"StorageQueue":"shop-orders"},"arn:aws:sqs:us-east-1:123456789012:plain":{"StorageQueue":"shop-orders","Encoding":"None"}},
         "Buckets":{"files":{"Container":"shop-files"},"nothing":{"Container":"shop-nothing"}},
         "Tables":{"Stock":{"Table":"ShopStock","PartitionKey":"Item","SortKey":"Place"}}}
        """;

    private Azurite? _storage;
    private Server? _server;

    public async Task InitializeAsync()
    {
        // A test that is skipped has no use for it.
        if (Azurite.Problem is null)
        {
            _storage = await Azurite.StartAsync();
            await new QueueClient(_storage.ConnectionString, "shop-orders").CreateAsync();
            await new BlobContainerClient(_storage.ConnectionString, "shop-files").CreateAsync();
            await new TableClient(_storage.ConnectionString, "ShopStock").CreateAsync();
            _server = Server.OfCluster(_storage, Bindings);
            await _server.InitializeAsync();
        }
    }

    public async Task DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? Task.CompletedTask);
        await (_storage?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [AzuriteFact]
    public async Task A_message_is_sent_received_and_deleted()
    {
        JsonAny sent = await RunAsync("sqs:sendMessage", """{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/orders","MessageBody":"hällo <b>"}""");
        // md5sum says so.
        Assert.Equal("1b3b0858d2054336624d77de40842e26", sent.Text("MD5OfMessageBody"));
        // As a trigger of Azure Functions expects it.
        string text = (await new QueueClient(_storage!.ConnectionString, "shop-orders").PeekMessageAsync()).Value.MessageText;
        Assert.Equal("hällo <b>", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text)));

        JsonAny received = await RunAsync("aws-sdk:sqs:receiveMessage", """{"QueueUrl":"orders","AttributeNames":["All"]}""");
        JsonAny message = Assert.Single(received.List("Messages"));
        Assert.Equal(
            ("hällo <b>", sent.Text("MessageId"), sent.Text("MD5OfMessageBody"), "1"),
            (message.Text("Body"), message.Text("MessageId"), message.Text("MD5OfBody"), message.At("Attributes").Text("ApproximateReceiveCount")));

        await RunAsync("aws-sdk:sqs:deleteMessage", JsonMap.Of(("QueueUrl", "orders"), ("ReceiptHandle", message.Text("ReceiptHandle"))).ToString());
        Assert.Empty((await new QueueClient(_storage.ConnectionString, "shop-orders").PeekMessagesAsync()).Value);
        Assert.Equal("{}", (await RunAsync("aws-sdk:sqs:receiveMessage", """{"QueueUrl":"orders"}""")).ToString());
    }

    [AzuriteFact]
    public async Task Messages_are_sent_in_a_batch_and_as_plain_text_and_wait_for_a_token()
    {
        var queue = new QueueClient(_storage!.ConnectionString, "shop-orders");
        JsonAny sent = await RunAsync(
            "aws-sdk:sqs:sendMessageBatch",
            """{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/plain","Entries":[{"Id":"a","MessageBody":"one"},{"Id":"b","MessageBody":"two","MessageGroupId":"g"}]}""");
        Assert.Equal("a", Assert.Single(sent.List("Successful")).Text("Id"));
        Assert.Contains("'MessageGroupId' is not supported", Assert.Single(sent.List("Failed")).Text("Message"), StringComparison.Ordinal);
        Assert.Equal("one", (await queue.ReceiveMessageAsync()).Value.MessageText);

        using Api api = _server!.Connect();
        string machine = await api.CreateAsync("token", Definition(
            "sqs:sendMessage.waitForTaskToken", """{"QueueUrl":"orders","MessageBody":{"t.$":"$$.Task.Token"}}"""));
        string execution = await api.StartAsync(machine, "e");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        Azure.Storage.Queues.Models.QueueMessage? asked;
        while ((asked = await queue.ReceiveMessageAsync(cancellationToken: limit.Token)) is null)
        {
            await Task.Delay(50, limit.Token);
        }

        JsonAny body = JsonAny.Parse(Convert.FromBase64String(asked.MessageText));
        await api.CallAsync("SendTaskSuccess", ("taskToken", body.Text("t")), ("output", "7"));
        Assert.Equal("7", (await api.WhenEndedAsync(execution)).Text("output"));
    }

    [AzuriteFact]
    public async Task An_object_is_put_read_listed_and_deleted()
    {
        JsonAny put = await RunAsync("aws-sdk:s3:putObject", """{"Bucket":"files","Key":"a/x y.json","Body":{"n":1},"ContentType":"application/json","Metadata":{"who":"me"}}""");
        await RunAsync("aws-sdk:s3:putObject", """{"Bucket":"files","Key":"b","Body":"text","IfNoneMatch":"*"}""");
        JsonAny read = await RunAsync("aws-sdk:s3:getObject", """{"Bucket":"files","Key":"a/x y.json"}""");
        Assert.Equal(
            ("""{"n":1}""", put.Text("ETag"), "application/json", 7, "me"),
            (read.Text("Body"), read.Text("ETag"), read.Text("ContentType"), read.Integer("ContentLength"), read.At("Metadata").Text("who")));

        JsonAny page = await RunAsync("aws-sdk:s3:listObjectsV2", """{"Bucket":"files","MaxKeys":1}""");
        Assert.Equal(("a/x y.json", 1), (Assert.Single(page.List("Contents")).Text("Key"), page.Integer("KeyCount")));
        page = await RunAsync("aws-sdk:s3:listObjectsV2", JsonMap.Of(("Bucket", "files"), ("ContinuationToken", page.Text("NextContinuationToken"))).ToString());
        Assert.Equal(("b", JsonAny.False), (Assert.Single(page.List("Contents")).Text("Key"), page.At("IsTruncated")));
        page = await RunAsync("aws-sdk:s3:listObjectsV2", """{"Bucket":"files","Delimiter":"/","StartAfter":"Z"}""");
        Assert.Equal(("a/", "b"), (Assert.Single(page.List("CommonPrefixes")).Text("Prefix"), Assert.Single(page.List("Contents")).Text("Key")));

        Assert.Equal("S3.S3Exception", await FailAsync("aws-sdk:s3:putObject", """{"Bucket":"files","Key":"b","Body":"text","IfNoneMatch":"*"}"""));
        await RunAsync("aws-sdk:s3:deleteObject", """{"Bucket":"files","Key":"b"}""");
        Assert.Equal("S3.NoSuchKeyException", await FailAsync("aws-sdk:s3:getObject", """{"Bucket":"files","Key":"b"}"""));
        Assert.Equal("S3.S3Exception", await FailAsync("aws-sdk:s3:putObject", """{"Bucket":"nothing","Key":"b","Body":"text"}"""));
        Assert.Equal("States.Runtime", await FailAsync("aws-sdk:s3:getObject", """{"Bucket":"unbound","Key":"b"}"""));
    }

    [AzuriteFact]
    public async Task A_Distributed_Map_reads_from_and_writes_to_containers()
    {
        var container = new BlobContainerClient(_storage!.ConnectionString, "shop-files");
        await container.UploadBlobAsync("in.csv", BinaryData.FromString("n\n1\n2\n3\n"));
        using Api api = _server!.Connect();
        string machine = await api.CreateAsync("map", """
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,
              "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"},
                "Parameters":{"Bucket":"files","Key":"in.csv"}},
              "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"files","Prefix":"out"}},
              "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}
            """);
        JsonMap ended = await api.WhenEndedAsync(await api.StartAsync(machine, "e"));
        Assert.Equal(("SUCCEEDED", null), (ended.Text("status"), ended["cause"]));
        JsonAny details = JsonAny.Parse(ended.Text("output")).At("ResultWriterDetails");
        string manifest = (await container.GetBlobClient(details.Text("Key")).DownloadContentAsync()).Value.Content.ToString();
        string file = Assert.Single(JsonAny.Parse(manifest).At("ResultFiles").List("SUCCEEDED")).Text("Key");
        var results = (JsonList)JsonAny.Parse((await container.GetBlobClient(file).DownloadContentAsync()).Value.Content.ToString());
        Assert.Equal(["""{"n":"1"}""", """{"n":"2"}""", """{"n":"3"}"""], results.Select(static r => r.Text("Output")).Order(StringComparer.Ordinal));
    }

    [AzuriteFact]
    public async Task An_item_is_put_updated_found_and_deleted_on_conditions()
    {
        const string Key = """{"Item":{"S":"tea/green"},"Place":{"S":"a"}}""";
        await RunAsync("dynamodb:putItem", """
            {"TableName":"Stock","Item":{"Item":{"S":"tea/green"},"Place":{"S":"a"},"Count":{"N":"5"},"Price":{"N":"2.50"},"Tags":{"L":[{"S":"x"}]},
             "Big":{"N":"12345678901234567890123456789012345678"},"Sold":{"BOOL":false}},"ConditionExpression":"attribute_not_exists(#i)","ExpressionAttributeNames":{"#i":"Item"}}
            """);
        Assert.Equal("DynamoDB.ConditionalCheckFailedException", await FailAsync("dynamodb:putItem", """
            {"TableName":"Stock","Item":{"Item":{"S":"tea/green"},"Place":{"S":"a"}},"ConditionExpression":"attribute_not_exists(Place)"}
            """));

        JsonAny updated = await RunAsync("dynamodb:updateItem", $$"""
            {"TableName":"Stock","Key":{{Key}},"UpdateExpression":"SET Price = Price + :p, Tags = list_append(Tags, :t) REMOVE Sold ADD #c :c",
             "ConditionExpression":"#c BETWEEN :low AND :c AND NOT (attribute_exists(Gone) OR Price > :p)","ReturnValues":"UPDATED_NEW","ExpressionAttributeNames":{"#c":"Count"},
             "ExpressionAttributeValues":{":p":{"N":"2.5"},":c":{"N":"5"},":low":{"N":"1"},":t":{"L":[{"N":"1"}]} } }
            """);
        Assert.Equal("""{"Price":{"N":"5"},"Tags":{"L":[{"S":"x"},{"N":"1"}]},"Count":{"N":"10"}}""", updated.At("Attributes").ToString());

        JsonAny got = await RunAsync("dynamodb:getItem", $$"""{"TableName":"Stock","Key":{{Key}} }""");
        Assert.Equal(
            JsonAny.Parse("""{"Item":{"S":"tea/green"},"Place":{"S":"a"},"Count":{"N":"10"},"Price":{"N":"5"},"Tags":{"L":[{"S":"x"},{"N":"1"}]},"Big":{"N":"12345678901234567890123456789012345678"}}"""),
            got.At("Item"));
        TableEntity entity = (await new TableClient(_storage!.ConnectionString, "ShopStock").GetEntityAsync<TableEntity>("tea%2Fgreen", "a")).Value;
        Assert.Equal((10L, "[{\"S\":\"x\"},{\"N\":\"1\"}]"), (entity.GetInt64("Count"), entity.GetString("Tags")));

        await RunAsync("dynamodb:putItem", """{"TableName":"Stock","Item":{"Item":{"S":"tea/green"},"Place":{"S":"b1"}}}""");
        await RunAsync("dynamodb:putItem", """{"TableName":"Stock","Item":{"Item":{"S":"tea/green"},"Place":{"S":"b2"}}}""");
        const string Query = """
            "TableName":"Stock","KeyConditionExpression":"#i = :i AND begins_with(Place, :b)","ExpressionAttributeNames":{"#i":"Item"},"ProjectionExpression":"Place",
            "ExpressionAttributeValues":{":i":{"S":"tea/green"},":b":{"S":"b"}},"Limit":1
            """;
        JsonAny page = await RunAsync("aws-sdk:dynamodb:query", "{" + Query + "}");
        Assert.Equal("""[{"Place":{"S":"b1"}}]""", page.At("Items").ToString());
        page = await RunAsync("aws-sdk:dynamodb:query", "{" + Query + ",\"ExclusiveStartKey\":" + page.At("LastEvaluatedKey") + "}");
        Assert.Equal(("""[{"Place":{"S":"b2"}}]""", null), (page.At("Items").ToString(), ((JsonMap)page)["LastEvaluatedKey"]));

        JsonAny deleted = await RunAsync("dynamodb:deleteItem", $$"""{"TableName":"Stock","Key":{{Key}},"ReturnValues":"ALL_OLD"}""");
        Assert.Equal("10", deleted.At("Attributes").At("Count").Text("N"));
        Assert.Null(((JsonMap)await RunAsync("dynamodb:getItem", $$"""{"TableName":"Stock","Key":{{Key}} }"""))["Item"]);
    }

    [AzuriteFact]
    public async Task What_many_add_at_once_adds_up()
    {
        const int Times = 8;
        const string Sum = """
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","End":true,
              "Resource":"arn:aws:states:::dynamodb:updateItem","Retry":[{"ErrorEquals":["DynamoDB.AmazonDynamoDBException"],"MaxAttempts":5,"IntervalSeconds":1}],
              "Parameters":{"TableName":"Stock","Key":{"Item":{"S":"all"},"Place":{"S":"one"}},"UpdateExpression":"ADD Sum :one",
              "ExpressionAttributeValues":{":one":{"N":"1"}}}}}}}}}
            """;
        using Api api = _server!.Connect();
        string machine = await api.CreateAsync("sum", Sum);
        JsonMap ended = await api.WhenEndedAsync(await api.StartAsync(machine, "e", $"[{string.Join(',', Enumerable.Range(0, Times))}]"));
        Assert.Equal(("SUCCEEDED", null), (ended.Text("status"), ended["cause"]));
        JsonAny got = await RunAsync("dynamodb:getItem", """{"TableName":"Stock","Key":{"Item":{"S":"all"},"Place":{"S":"one"}}}""");
        Assert.Equal($"{Times}", got.At("Item").At("Sum").Text("N"));
    }

    private static string Definition(string resource, string arguments) =>
        $$"""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::{{resource}}","Parameters":{{arguments}},"End":true} } }""";

    /// <summary>The result of a task.</summary>
    private async Task<JsonAny> RunAsync(string resource, string arguments)
    {
        JsonMap ended = await EndAsync(resource, arguments);
        Assert.Equal(("SUCCEEDED", null), (ended.Text("status"), ended["cause"]));
        return JsonAny.Parse(ended.Text("output"));
    }

    /// <summary>The error of a task.</summary>
    private async Task<string> FailAsync(string resource, string arguments) => (await EndAsync(resource, arguments)).Text("error");

    private async Task<JsonMap> EndAsync(string resource, string arguments)
    {
        using Api api = _server!.Connect();
        string machine = await api.CreateAsync(Guid.NewGuid().ToString(), Definition(resource, arguments));
        return await api.WhenEndedAsync(await api.StartAsync(machine, "e"));
    }
}
