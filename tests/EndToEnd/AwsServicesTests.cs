using System.Diagnostics;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>Tasks that call AWS's services, by each of the five protocols, in <c>asl run</c> against moto.</summary>
public sealed class AwsServicesTests
{
    private const string Definition =
        """
        {"StartAt":"Regions","States":{
          "Regions":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:ec2:describeRegions","Parameters":{"RegionNames":["eu-west-1"]},
            "ResultSelector":{"name.$":"$.Regions[0].RegionName"},"ResultPath":"$.ec2","Next":"User"},
          "User":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:iam:createUser","Parameters":{"UserName":"u","Tags":[{"Key":"k","Value":"v"}]},
            "ResultSelector":{"name.$":"$.User.UserName","tags.$":"$.User.Tags"},"ResultPath":"$.query","Next":"Function"},
          "Function":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:lambda:getFunction","Parameters":{"FunctionName":"none"},
            "ResultPath":"$.restJson","Catch":[{"ErrorEquals":["Lambda.ResourceNotFoundException"],"ResultPath":"$.restJson","Next":"Bucket"}],"End":true},
          "Bucket":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:createBucket","Parameters":{"Bucket":"bucket"},"ResultPath":null,"Next":"Put"},
          "Put":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:putObject",
            "Parameters":{"Bucket":"bucket","Key":"a b//c","Body":{"n":1},"Metadata":{"m":"v"}},"ResultPath":null,"Next":"Get"},
          "Get":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"bucket","Key":"a b//c"},
            "ResultSelector":{"body.$":"$.Body","metadata.$":"$.Metadata"},"ResultPath":"$.restXml","Next":"NoObject"},
          "NoObject":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"bucket","Key":"no"},
            "Catch":[{"ErrorEquals":["S3.NoSuchKeyException"],"ResultPath":null,"Next":"Queue"}],"End":true},
          "Queue":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:createQueue","Parameters":{"QueueName":"q"},"ResultPath":"$.queue","Next":"Send"},
          "Send":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",
            "Parameters":{"QueueUrl.$":"$.queue.QueueUrl","MessageBody":{"order":7}},"ResultPath":null,"Next":"Receive"},
          "Receive":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:receiveMessage","Parameters":{"QueueUrl.$":"$.queue.QueueUrl"},
            "ResultSelector":{"body.$":"$.Messages[0].Body"},"ResultPath":"$.json","Next":"Done"},
          "Done":{"Type":"Pass","Parameters":{"ec2.$":"$.ec2","query.$":"$.query","restJson.$":"$.restJson.Error","restXml.$":"$.restXml","json.$":"$.json"},"End":true}
        }}
        """;

    [MotoFact]
    public async Task A_workflow_calls_services_by_every_protocol()
    {
        await using MotoServer moto = await MotoServer.StartAsync();
        Outcome outcome = await RunAsync(moto.Endpoint);
        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Equal(
            JsonAny.Parse(
                """
                {"ec2":{"name":"eu-west-1"},"query":{"name":"u","tags":[{"Key":"k","Value":"v"}]},"restJson":"Lambda.ResourceNotFoundException",
                "restXml":{"body":"{\"n\":1}","metadata":{"m":"v"}},"json":{"body":"{\"order\":7}"}}
                """),
            JsonAny.Parse(outcome.Output));
    }

    [Fact]
    public async Task Without_an_endpoint_it_says_which_setting_is_missing()
    {
        Outcome outcome = await RunAsync(endpoint: null);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("The service 'ec2' has no endpoint: set AWS_ENDPOINT_URL_EC2 or AWS_ENDPOINT_URL", outcome.Errors, StringComparison.Ordinal);
    }

    private static async Task<Outcome> RunAsync(string? endpoint)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("asl-services-").FullName, "services.asl.json");
        await File.WriteAllTextAsync(file, Definition);
        ProcessStartInfo start = Asl.StartInfo("run", file);
        if (endpoint is not null)
        {
            start.Environment["AWS_ENDPOINT_URL"] = endpoint;
        }

        Outcome outcome = await Tool.RunAsync(start);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return outcome;
    }
}
