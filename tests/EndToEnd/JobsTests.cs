using System.Diagnostics;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>Tasks that wait for jobs of AWS's services, in <c>asl run</c> against moto.</summary>
[Collection(Lane.Waiting)]
public sealed class JobsTests
{
    [MotoTheory]
    [InlineData(
        """
        "Job":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:glue:createJob","Parameters":{"Name":"j","Role":"r","Command":{"Name":"glueetl"}},"Next":"Run"},
        "Run":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"},
          "ResultSelector":{"job.$":"$.JobName","state.$":"$.JobRunState"},"End":true}
        """,
        """{"job":"j","state":"SUCCEEDED"}""")]
    [InlineData(
        """
        "Job":{"Type":"Task","Resource":"arn:aws:states:::athena:startQueryExecution.sync",
          "Parameters":{"QueryString":"SELECT 1","ResultConfiguration":{"OutputLocation":"s3://b/p/"}},
          "ResultSelector":{"state.$":"$.QueryExecution.Status.State","id.$":"$.QueryExecution.QueryExecutionId"},"Next":"Get"},
        "Get":{"Type":"Task","Resource":"arn:aws:states:::athena:getQueryExecution","Parameters":{"QueryExecutionId.$":"$.id"},
          "ResultSelector":{"query.$":"$.QueryExecution.Query"},"ResultPath":"$.get","Next":"Done"},
        "Done":{"Type":"Pass","Parameters":{"state.$":"$.state","query.$":"$.get.query"},"End":true}
        """,
        """{"state":"SUCCEEDED","query":"SELECT 1"}""")]
    [InlineData(
        """
        "Job":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:codebuild:createProject","Parameters":{"Name":"pr","ServiceRole":"arn:aws:iam::123456789012:role/r",
          "Source":{"Type":"S3","Location":"bucket/path/file.zip"},"Artifacts":{"Type":"NO_ARTIFACTS"},
          "Environment":{"Type":"LINUX_CONTAINER","Image":"i","ComputeType":"BUILD_GENERAL1_SMALL"}},"Next":"Run"},
        "Run":{"Type":"Task","Resource":"arn:aws:states:::codebuild:startBuild.sync","Parameters":{"ProjectName":"pr"},
          "ResultSelector":{"state.$":"$.Build.BuildStatus"},"End":true}
        """,
        """{"state":"SUCCEEDED"}""")]
    [InlineData(
        """
        "Job":{"Type":"Task","Resource":"arn:aws:states:::sagemaker:createTrainingJob.sync","Parameters":{"TrainingJobName":"t",
          "AlgorithmSpecification":{"TrainingImage":"i","TrainingInputMode":"File"},"RoleArn":"arn:aws:iam::123456789012:role/r",
          "OutputDataConfig":{"S3OutputPath":"s3://b/p"},"ResourceConfig":{"InstanceType":"ml.m4.xlarge","InstanceCount":1,"VolumeSizeInGB":1},
          "StoppingCondition":{"MaxRuntimeInSeconds":60}},"ResultSelector":{"state.$":"$.TrainingJobStatus"},"End":true}
        """,
        """{"state":"Completed"}""")]
    [InlineData(
        """
        "Job":{"Type":"Task","Resource":"arn:aws:states:::elasticmapreduce:createCluster.sync","Parameters":{"Name":"c","JobFlowRole":"r","ServiceRole":"s",
          "Instances":{"KeepJobFlowAliveWhenNoSteps":true,"MasterInstanceType":"m4.large","SlaveInstanceType":"m4.large","InstanceCount":2}},
          "ResultSelector":{"ClusterId.$":"$.ClusterId","state.$":"$.Cluster.Status.State"},"Next":"Protect"},
        "Protect":{"Type":"Task","Resource":"arn:aws:states:::elasticmapreduce:setClusterTerminationProtection",
          "Parameters":{"ClusterId.$":"$.ClusterId","TerminationProtected":false},"ResultPath":null,"Next":"End"},
        "End":{"Type":"Task","Resource":"arn:aws:states:::elasticmapreduce:terminateCluster.sync","Parameters":{"ClusterId.$":"$.ClusterId"},
          "ResultSelector":{"state.$":"$.Cluster.Status.State"},"End":true}
        """,
        """{"state":"TERMINATED"}""")]
    [InlineData(
        """
        "Job":{"Type":"Task","Resource":"arn:aws:states:::eks:createCluster.sync","Parameters":{"Name":"c","RoleArn":"arn:aws:iam::123456789012:role/r",
          "ResourcesVpcConfig":{"SubnetIds":["subnet-1"]}},"ResultSelector":{"state.$":"$.Cluster.Status"},"ResultPath":"$.created","Next":"Delete"},
        "Delete":{"Type":"Task","Resource":"arn:aws:states:::eks:deleteCluster.sync","Parameters":{"Name":"c"},"ResultPath":"$.deleted","End":true}
        """,
        """{"created":{"state":"ACTIVE"},"deleted":{}}""")]
    [InlineData(
        """
        "Job":{"Type":"Task","Resource":"arn:aws:states:::emr-serverless:createApplication.sync","Parameters":{"Name":"a","ReleaseLabel":"emr-6.6.0","Type":"SPARK"},
          "ResultSelector":{"id.$":"$.ApplicationId"},"Next":"Start"},
        "Start":{"Type":"Task","Resource":"arn:aws:states:::emr-serverless:startApplication.sync","Parameters":{"ApplicationId.$":"$.id"},
          "ResultSelector":{"state.$":"$.Application.State"},"End":true}
        """,
        """{"state":"STARTED"}""")]
    [InlineData(
        """
        "Job":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:ecs:createCluster","Parameters":{"ClusterName":"c"},"Next":"Define"},
        "Define":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:ecs:registerTaskDefinition",
          "Parameters":{"Family":"f","ContainerDefinitions":[{"Name":"n","Image":"i","Memory":1,"Cpu":1}]},"Next":"Run"},
        "Run":{"Type":"Task","Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"Cluster":"c","TaskDefinition":"f","LaunchType":"FARGATE"},
          "ResultSelector":{"state.$":"$.LastStatus","by.$":"$.StartedBy"},"End":true}
        """,
        """{"state":"STOPPED","by":"AWS Step Functions"}""")]
    [InlineData(
        """
        "Job":{"Type":"Task","Resource":"arn:aws:states:::emr-containers:createVirtualCluster","Parameters":{"Name":"v",
          "ContainerProvider":{"Id":"c","Type":"EKS","Info":{"EksInfo":{"Namespace":"n"}}}},"ResultSelector":{"id.$":"$.Id"},"Next":"Delete"},
        "Delete":{"Type":"Task","Resource":"arn:aws:states:::emr-containers:deleteVirtualCluster.sync","Parameters":{"Id.$":"$.id"},
          "ResultSelector":{"state.$":"$.VirtualCluster.State"},"End":true}
        """,
        """{"state":"TERMINATED"}""")]
    public async Task A_workflow_waits_for_a_job(string states, string output)
    {
        await using MotoServer moto = await MotoServer.StartAsync();
        string file = Path.Combine(Directory.CreateTempSubdirectory("asl-jobs-").FullName, "jobs.asl.json");
        await File.WriteAllTextAsync(file, $$$"""{"StartAt":"Job","States":{{{{states}}}}}""");
        ProcessStartInfo start = Asl.StartInfo("run", file);
        start.Environment["AWS_ENDPOINT_URL"] = moto.Endpoint;
        Outcome outcome = await Tool.RunAsync(start);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Equal(JsonAny.Parse(output), JsonAny.Parse(outcome.Output));
    }
}
