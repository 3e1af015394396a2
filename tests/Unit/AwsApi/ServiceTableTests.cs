using FunctionsAsl.AwsApi;
using Xunit;

namespace FunctionsAsl.Unit.AwsApi;

public sealed class ServiceTableTests
{
    // Issue 11: "424 services, 18,378 operations".
    [Fact]
    public void It_has_all_services_and_operations()
    {
        Assert.Equal(424, ServiceTable.All().Length);
        Assert.Equal(18_378, ServiceTable.All().Sum(static service => ServiceTable.Read(service).Operations.Length));
    }

    // Issue 11: "at most 3 MB".
    [Fact]
    public void It_is_small()
    {
        using Stream table = typeof(ServiceTable).Assembly.GetManifestResourceStream("services.bin")!;
        Assert.InRange(table.Length, 1, 3_000_000);
    }

    // DG/supported-services-awssdk: the names that do not follow from those of botocore.
    [Theory]
    [InlineData("sfn", "stepfunctions")]
    [InlineData("applicationdiscovery", "discovery")]
    [InlineData("cloudwatchlogs", "logs")]
    [InlineData("cognitoidentityprovider", "cognito-idp")]
    [InlineData("config", "config")]
    [InlineData("costandusagereport", "cur")]
    [InlineData("costexplorer", "ce")]
    [InlineData("databasemigration", "dms")]
    [InlineData("directory", "ds")]
    [InlineData("directoryservicedata", "ds-data")]
    [InlineData("elasticloadbalancingv2", "elbv2")]
    [InlineData("elasticsearch", "es")]
    [InlineData("eventbridge", "events")]
    [InlineData("iotdataplane", "iot-data")]
    [InlineData("lexmodelbuilding", "lex-models")]
    [InlineData("lexruntime", "lex-runtime")]
    [InlineData("lexruntimev2", "lexv2-runtime")]
    [InlineData("marketplaceentitlement", "marketplace-entitlement")]
    [InlineData("marketplacemetering", "meteringmarketplace")]
    [InlineData("migrationhub", "mgh")]
    [InlineData("resourcegroupstaggingapi", "resourcegroupstaggingapi")]
    [InlineData("serverlessapplicationrepository", "serverlessrepo")]
    [InlineData("servicediscovery", "servicediscovery")]
    public void A_service_is_found_by_the_name_of_Step_Functions(string sdkName, string name)
    {
        ServiceEntry service = ServiceTable.Find(sdkName)!;
        Assert.Equal((name, sdkName), (service.Name, service.SdkName));
        Assert.Equal(service, ServiceTable.Find(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SFN")]
    [InlineData("nothing")]
    public void What_is_none_is_not_found(string name) => Assert.Null(ServiceTable.Find(name));

    [Fact]
    public void A_name_of_Step_Functions_is_not_that_of_another_service()
    {
        Assert.All(ServiceTable.All(), static service => Assert.Equal(service.Id, ServiceTable.Find(service.SdkName)!.Id));
        Assert.All(ServiceTable.All(), static service => Assert.Equal(service, ServiceTable.Find(service.Name)));
    }

    [Theory]
    [InlineData("startExecution", "StartExecution")]
    [InlineData("StartExecution", null)]
    [InlineData("startexecution", null)]
    [InlineData("", null)]
    public void An_operation_is_found_by_its_action(string action, string? name) =>
        Assert.Equal(name, Read("sfn").FindAction(action)?.Name);

    [Fact]
    public void A_service_of_JSON_has_what_its_requests_need()
    {
        ServiceModel service = Read("stepfunctions");
        Assert.Equal(
            (AwsProtocol.Json, "AWSStepFunctions", "1.0", "states", "states", "2016-11-23"),
            (service.Protocol, service.TargetPrefix, service.JsonVersion, service.EndpointPrefix, service.SigningName, service.ApiVersion));
        OperationModel start = service.Find("StartSyncExecution")!;
        Assert.Equal(("POST", "/", "sync-", 200), (start.HttpMethod, start.RequestUri, start.HostPrefix, start.ResponseCode));
        Assert.Contains(start.Errors, static e => e is { Name: "StateMachineDoesNotExist", IsException: true });
        Shape input = start.Input!.FindMember("input")!.Shape;
        Assert.Equal((ShapeKind.String, 262_144m, true), (input.Kind, input.Max, input.Sensitive));
        Assert.True(start.Input.FindMember("stateMachineArn")!.Required);
        Assert.Null(start.Input.FindMember("StateMachineArn"));
    }

    [Fact]
    public void A_service_of_REST_and_XML_says_where_each_member_goes()
    {
        ServiceModel service = Read("s3");
        OperationModel put = service.Find("PutObject")!;
        Assert.Equal((AwsProtocol.RestXml, "PUT", "/{Bucket}/{Key+}"), (service.Protocol, put.HttpMethod, put.RequestUri));
        Assert.Equal("Body", put.Input!.Payload!.Name);
        Assert.True(put.Input.Payload.Streaming);
        Assert.Equal((Location.Uri, "Bucket"), At(put, "Bucket"));
        Assert.Equal((Location.Header, "x-amz-acl"), At(put, "ACL"));
        Assert.Equal((Location.Headers, "x-amz-meta-"), At(put, "Metadata"));
        Assert.Equal((Location.QueryString, "continuation-token"), At(service.Find("ListObjectsV2")!, "ContinuationToken"));
        Assert.Equal(
            "http://s3.amazonaws.com/doc/2006-03-01/",
            service.Find("PutBucketTagging")!.Input!.FindMember("Tagging")!.XmlNamespace!.Uri);
        Shape contents = service.Find("ListObjectsV2")!.Output!.FindMember("Contents")!.Shape;
        Assert.True(contents.Flattened);
    }

    [Fact]
    public void A_service_of_EC2_has_names_of_its_own_in_queries()
    {
        ServiceModel service = Read("ec2");
        Assert.Equal(AwsProtocol.Ec2, service.Protocol);
        Shape network = service.Shapes.Single(static s => s.Name == "InstanceNetworkInterfaceSpecification");
        Member addresses = network.FindMember("PrivateIpAddresses")!;
        Assert.Equal(("PrivateIpAddresses", "privateIpAddressesSet"), (addresses.QueryName, addresses.LocationName));
    }

    // Cloudwatch prefers CBOR, which is not spoken here, before JSON.
    [Theory]
    [InlineData("cloudwatch", AwsProtocol.Json)]
    [InlineData("sqs", AwsProtocol.Json)]
    [InlineData("sns", AwsProtocol.Query)]
    [InlineData("lambda", AwsProtocol.RestJson)]
    public void The_protocol_is_one_that_is_spoken(string name, AwsProtocol protocol) => Assert.Equal(protocol, Read(name).Protocol);

    [Fact]
    public void A_shape_may_contain_itself()
    {
        Shape value = Read("dynamodb").Shapes.Single(static s => s.Name == "AttributeValue");
        Assert.Same(value, value.FindMember("L")!.Shape.Item!.Shape);
        Assert.Same(value, value.FindMember("M")!.Shape.Value!.Shape);
    }

    [Fact]
    public void An_error_has_its_code_and_its_status()
    {
        Shape error = Read("sns").Find("Publish")!.Errors.Single(static e => e.Name == "NotFoundException");
        Assert.Equal(("NotFound", 404, true), (error.ErrorCode, error.HttpStatus, error.IsException));
    }

    private static ServiceModel Read(string name) => ServiceTable.Read(ServiceTable.Find(name)!);

    private static (Location Location, string? Name) At(OperationModel operation, string name)
    {
        Member member = operation.Input!.FindMember(name)!;
        return (member.Location, member.LocationName);
    }
}
