using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace FunctionsAsl.Aspire;

/// <summary>AWS Step Functions in an app host: the server, what it keeps and has, and who is told where it is.</summary>
public static class StepFunctionsExtensions
{
    // Not /health: that answers while the storage does not.
    private const string ReadyPath = "/ready";

    /// <summary>
    /// Adds a server of Step Functions, which keeps everything in memory unless <see cref="WithDataFile"/> says where. Its settings are variables of
    /// the environment (<c>WithEnvironment("LAMBDA_ENDPOINT", …)</c>), its options arguments (<c>WithArgs("--samples")</c>). Its traces and metrics,
    /// and what state machines log, are in the dashboard. For development: it is left out of what is published.
    /// </summary>
    /// <param name="port">Where it listens; any that is free where there is none.</param>
    /// <param name="program">The program, or its <c>.dll</c>; <c>asl</c> of the <c>PATH</c> where there is none (<c>dotnet tool install -g FunctionsAsl.Tool</c>).</param>
    public static IResourceBuilder<StepFunctionsResource> AddStepFunctions(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, string? program = null)
    {
        var resource = new StepFunctionsResource(name, program, builder.AppHostDirectory);
        return builder.AddResource(resource)
            .WithHttpEndpoint(port, name: StepFunctionsResource.EndpointName)
            .WithArgs(context => AddArguments(context.Args, resource))
            .WithEnvironment(context => AddSettings(context.EnvironmentVariables, resource))
            .WithOtlpExporter()
            .WithHttpHealthCheck(ReadyPath)
            .WithUrlForEndpoint(StepFunctionsResource.EndpointName, static url => url.DisplayText = "API")
            .WithUrlForEndpoint(
                StepFunctionsResource.EndpointName,
                static endpoint => new ResourceUrlAnnotation { Url = $"{endpoint.Url}/console", DisplayText = "Console" })
            .OnResourceReady(StateMachines.CreateAsync)
            .ExcludeFromManifest();
    }

    /// <summary>Keeps everything in a file, so that executions outlive the app host.</summary>
    /// <param name="path">From the app host's folder on.</param>
    public static IResourceBuilder<StepFunctionsResource> WithDataFile(this IResourceBuilder<StepFunctionsResource> builder, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        builder.Resource.DataFile = FullPath(builder, path);
        return builder;
    }

    /// <summary>Says which region the server is, and those who ask it.</summary>
    /// <param name="region">As <c>eu-central-1</c>.</param>
    public static IResourceBuilder<StepFunctionsResource> WithRegion(this IResourceBuilder<StepFunctionsResource> builder, string region)
    {
        ArgumentException.ThrowIfNullOrEmpty(region);
        builder.Resource.Region = region;
        return builder;
    }

    /// <summary>Answers only who signs with this key, as those do that have a reference.</summary>
    /// <param name="id">Without a colon or comma, as the secret.</param>
    public static IResourceBuilder<StepFunctionsResource> WithAccessKeys(
        this IResourceBuilder<StepFunctionsResource> builder, IResourceBuilder<ParameterResource> id, IResourceBuilder<ParameterResource> secret)
    {
        builder.Resource.HasAccessKeys = true;
        builder.Resource.AccessKeyId = ReferenceExpression.Create($"{id}");
        builder.Resource.SecretAccessKey = ReferenceExpression.Create($"{secret}");
        return builder;
    }

    /// <summary>
    /// Creates a state machine, or updates it, each time that the server is ready, and before those begin that wait for the server. One that is
    /// refused fails them, with what is wrong in the server's log.
    /// </summary>
    /// <param name="file">Its definition, JSON; from the app host's folder on.</param>
    /// <param name="express">Whether it is of the type <c>EXPRESS</c>.</param>
    public static IResourceBuilder<StepFunctionsResource> WithStateMachine(
        this IResourceBuilder<StepFunctionsResource> builder, string name, string file, bool express = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(file);
        return builder.WithAnnotation(new StateMachineAnnotation(name, FullPath(builder, file), express));
    }

    /// <summary>
    /// Tells AWS clients in a resource where Step Functions is, and only that: <c>AWS_ENDPOINT_URL_SFN</c>, with region and keys. What is published
    /// is told nothing: there it finds its own.
    /// </summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<StepFunctionsResource> source)
        where T : IResourceWithEnvironment
    {
        StepFunctionsResource resource = source.Resource;
        return builder.WithReferenceRelationship(resource).WithEnvironment(context =>
        {
            if (context.ExecutionContext.IsPublishMode)
            {
                return;
            }

            context.EnvironmentVariables["AWS_ENDPOINT_URL_SFN"] = resource.Endpoint;
            // The AWS CLI and boto3 read the first, SDKs the second.
            context.EnvironmentVariables["AWS_DEFAULT_REGION"] = resource.Region;
            context.EnvironmentVariables["AWS_REGION"] = resource.Region;
            context.EnvironmentVariables["AWS_ACCESS_KEY_ID"] = resource.AccessKeyId;
            context.EnvironmentVariables["AWS_SECRET_ACCESS_KEY"] = resource.SecretAccessKey;
        });
    }

    private static void AddArguments(IList<object> arguments, StepFunctionsResource resource)
    {
        if (resource.Assembly is { } assembly)
        {
            arguments.Add(assembly);
        }

        arguments.Add("serve");
        arguments.Add("--port");
        arguments.Add(resource.Endpoint.Property(EndpointProperty.TargetPort));
        if (resource.DataFile is { } file)
        {
            arguments.Add("--data");
            arguments.Add(file);
        }
        else
        {
            arguments.Add("--memory");
        }
    }

    private static void AddSettings(Dictionary<string, object> settings, StepFunctionsResource resource)
    {
        settings["AWS_DEFAULT_REGION"] = resource.Region;
        if (resource.HasAccessKeys)
        {
            settings["ASL_ACCESS_KEYS"] = ReferenceExpression.Create($"{resource.AccessKeyId}:{resource.SecretAccessKey}");
        }
    }

    private static string FullPath(IResourceBuilder<StepFunctionsResource> builder, string path) =>
        Path.GetFullPath(path, builder.ApplicationBuilder.AppHostDirectory);
}
