namespace FunctionsAsl.Integrations.Aws;

/// <summary><c>bedrock:invokeModel</c> (DG/connect-bedrock): bodies are JSON. They are not read from S3, nor written there.</summary>
internal sealed class InvokeModelCall(OptimizedOperation operation) : OptimizedCall(operation)
{
    private const string Body = "Body";
    private const string ContentType = "ContentType";

    protected override ValueTask<JsonObject> RequestAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        JsonObject members = new Arguments(task.Input).Members;
        return members.Contains("Input") || members.Contains("Output")
            ? throw new TaskFailedException(
                ErrorName.Runtime, "The fields 'Input' and 'Output' of 'bedrock:invokeModel', which name objects of S3, are not supported yet: use 'Body'.")
            : base.RequestAsync(origin, task, cancel);
    }

    protected override JsonObject Complete(TaskOrigin origin, JsonObject members) =>
        members.Contains(ContentType) ? members : members.With(ContentType, "application/json");

    protected override JsonObject Show(Command.RunTask task, JsonObject result, AwsReply reply) =>
        result[Body] is JsonString text ? result.With(Body, ApiNames.ParseOrKeep(text)) : result;
}
