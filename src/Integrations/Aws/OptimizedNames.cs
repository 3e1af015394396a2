namespace FunctionsAsl.Integrations.Aws;

/// <summary>What AWS calls a service in the errors of its optimized integration: they are those of the first SDK for Java.</summary>
/// <param name="Prefix">What stands before the name of an error, as <c>DynamoDB</c>.</param>
/// <param name="Client">The service in texts, as <c>AmazonDynamoDBv2</c>.</param>
/// <param name="OwnError">The error of what has no name in the model, as <c>AmazonDynamoDBException</c>.</param>
internal sealed record OptimizedNames(string Prefix, string Client, string OwnError)
{
    public static OptimizedNames? Find(string service, string action) => (service, action) switch
    {
        ("sqs", "sendMessage") => new("SQS", "AmazonSQS", "AmazonSQSException"),
        ("sns", "publish") => new("SNS", "AmazonSNS", "AmazonSNSException"),
        ("dynamodb", "getItem" or "putItem" or "updateItem" or "deleteItem") => new("DynamoDB", "AmazonDynamoDBv2", "AmazonDynamoDBException"),
        ("events", "putEvents") => new("EventBridge", "AmazonEventBridge", "AmazonEventBridgeException"),
        _ => null,
    };
}
