using FunctionsAsl.AwsApi;
using FunctionsAsl.Integrations.Aws;
using Xunit;

namespace FunctionsAsl.Unit.Integrations;

public sealed class SdkNameTests
{
    // The packages and clients of AWS's SDK for Java 2.
    [Theory]
    [InlineData("dynamodb", "DynamoDb")]
    [InlineData("sfn", "Sfn")]
    [InlineData("secretsmanager", "SecretsManager")]
    [InlineData("s3", "S3")]
    [InlineData("ec2", "Ec2")]
    [InlineData("cloudwatchlogs", "CloudWatchLogs")]
    [InlineData("sesv2", "SesV2")]
    [InlineData("wafv2", "Wafv2")]
    [InlineData("apigatewayv2", "ApiGatewayV2")]
    [InlineData("iot", "Iot")]
    [InlineData("mturk", "MTurk")]
    [InlineData("databasemigration", "DatabaseMigration")]
    [InlineData("elasticloadbalancingv2", "ElasticLoadBalancingV2")]
    public void A_service_is_called_as_its_client(string service, string name) =>
        Assert.Equal(name, SdkName.OfService(ServiceTable.Read(ServiceTable.Find(service)!)));

    [Theory]
    [InlineData("s3", "NoSuchKey", "NoSuchKeyException")]
    [InlineData("rds", "DBInstanceNotFoundFault", "DbInstanceNotFoundException")]
    [InlineData("iam", "NoSuchEntityException", "NoSuchEntityException")]
    [InlineData("lambda", "EC2ThrottledException", "Ec2ThrottledException")]
    [InlineData("sqs", "QueueDoesNotExist", "QueueDoesNotExistException")]
    public void An_error_is_called_as_its_class(string service, string shape, string name)
    {
        ServiceModel model = ServiceTable.Read(ServiceTable.Find(service)!);
        Assert.Equal(name, SdkName.OfError(model, model.Shapes.Single(s => s.Name == shape)));
    }
}
