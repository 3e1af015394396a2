namespace FunctionsAsl.Integrations.Aws;

/// <summary>What AWS calls a service in the errors of its optimized integration: they are those of the first SDK for Java.</summary>
/// <param name="Prefix">What stands before the name of an error, as <c>DynamoDB</c>.</param>
/// <param name="Client">The service in texts, as <c>AmazonDynamoDBv2</c>.</param>
/// <param name="OwnError">The error of what has no name in the model, as <c>AmazonDynamoDBException</c>.</param>
internal sealed record OptimizedNames(string Prefix, string Client, string OwnError)
{
    /// <param name="service">As in the resource of a task: <c>arn:aws:states:::SERVICE:ACTION</c>.</param>
    public static OptimizedNames? Find(string service) => service switch
    {
        "athena" => Of("Athena", "AmazonAthena"),
        "batch" => Of("Batch", "AWSBatch"),
        "bedrock" => Of("Bedrock", "AmazonBedrock"),
        "codebuild" => Of("CodeBuild", "AWSCodeBuild"),
        "databrew" => Of("DataBrew", "AWSGlueDataBrew"),
        "dynamodb" => new("DynamoDB", "AmazonDynamoDBv2", "AmazonDynamoDBException"),
        "ecs" => Of("ECS", "AmazonECS"),
        "eks" => Of("EKS", "AmazonEKS"),
        "elasticmapreduce" => Of("EMR", "AmazonElasticMapReduce"),
        "emr-containers" => Of("EMRContainers", "AmazonEMRContainers"),
        "emr-serverless" => Of("EMRServerless", "AWSEMRServerless"),
        "events" => Of("EventBridge", "AmazonEventBridge"),
        "glue" => Of("Glue", "AWSGlue"),
        "mediaconvert" => Of("MediaConvert", "AWSMediaConvert"),
        "sagemaker" => Of("SageMaker", "AmazonSageMaker"),
        "sns" => Of("SNS", "AmazonSNS"),
        "sqs" => Of("SQS", "AmazonSQS"),
        _ => null,
    };

    private static OptimizedNames Of(string prefix, string client) => new(prefix, client, client + "Exception");
}
