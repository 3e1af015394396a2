using System.Text;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// <c>bedrock:invokeModel</c> (DG/connect-bedrock): bodies are JSON. What the model is given may be an object of a bucket (<c>Input</c>), and
/// what it gives may become one (<c>Output</c>), which then stands for the body in the result.
/// </summary>
/// <remarks>How AWS refers to that object is not recorded: here by its address.</remarks>
/// <param name="operation">Calls models.</param>
internal sealed class InvokeModelCall(OptimizedOperation operation, IBuckets buckets) : OptimizedCall(operation)
{
    private const string Body = "Body";
    private const string ContentType = "ContentType";
    private const string Input = "Input";
    private const string Output = "Output";
    private const string Uri = "S3Uri";
    private const string Scheme = "s3://";

    /// <summary>As much as Bedrock takes (MODEL, InvokeModel).</summary>
    private const int MaxBodyBytes = 25_000_000;

    private readonly OptimizedOperation _operation = operation;

    public override void Check(Command.RunTask task) => Read(task);

    public override async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        (_, _, ObjectAddress? output) = Read(task);
        CallAnswer answer = await base.CallAsync(origin, task, cancel);
        if (output is null || answer.Output is not JsonMap result)
        {
            return answer;
        }

        byte[] body = result[Body] is JsonString text ? Encoding.UTF8.GetBytes(text.Value) : (result[Body] ?? JsonAny.Null).ToUtf8();
        string type = (result[ContentType] as JsonString)?.Value ?? "application/json";
        try
        {
            await using IObjectUpload upload = await buckets.CreateAsync(output, type, cancel);
            await upload.WriteAsync(body, cancel);
            await upload.CompleteAsync(cancel);
        }
        catch (BucketException e)
        {
            throw Refused(e);
        }

        return answer with { Output = result.With(Body, $"{Scheme}{output.Bucket}/{output.Key}") };
    }

    protected override async ValueTask<JsonMap> RequestAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        (JsonMap members, ObjectAddress? input, _) = Read(task);
        return Complete(origin, input is null ? members : members.With(Body, await ReadAsync(input, cancel)));
    }

    protected override JsonMap Complete(TaskOrigin origin, JsonMap members) =>
        members.Contains(ContentType) ? members : members.With(ContentType, "application/json");

    protected override JsonMap Show(Command.RunTask task, JsonMap result, AwsReply reply) =>
        result[Body] is JsonString text ? result.With(Body, ApiNames.ParseOrKeep(text)) : result;

    /// <summary>What the operation gets, but for a body that is an object; and the objects.</summary>
    /// <exception cref="TaskFailedException">The arguments cannot be used.</exception>
    private (JsonMap Members, ObjectAddress? Input, ObjectAddress? Output) Read(Command.RunTask task)
    {
        var arguments = new Arguments(task.Input);
        ObjectAddress? input = AddressOf(arguments, Input);
        ObjectAddress? output = AddressOf(arguments, Output);
        if (input is not null && arguments.Value(Body) is not null)
        {
            throw arguments.Refuse($"Only one of the fields '{Input}' and '{Body}' can be used");
        }

        JsonMap members = JsonMap.Of(
            [.. arguments.Members.Where(static m => m.Key is not (Input or Output)).Select(static m => (m.Key, m.Value))]);
        _operation.Check(new Arguments(members));
        return (members, input, output);
    }

    /// <summary>The object that an argument of the form <c>{"S3Uri": "s3://BUCKET/KEY"}</c> names.</summary>
    private static ObjectAddress? AddressOf(Arguments arguments, string name) => arguments.Value(name) switch
    {
        null or JsonNull => null,
        JsonMap { Count: 1 } named when named[Uri] is JsonString { Value: var uri } && uri.StartsWith(Scheme, StringComparison.Ordinal)
            && uri[Scheme.Length..].Split('/', 2) is [{ Length: > 0 } bucket, { Length: > 0 } key] => new ObjectAddress(bucket, key),
        _ => throw arguments.Misshapen(name),
    };

    private async ValueTask<JsonAny> ReadAsync(ObjectAddress address, CancellationToken cancel)
    {
        try
        {
            await using StoredObject stored = await buckets.OpenAsync(address, cancel);
            using var body = new MemoryStream();
            byte[] buffer = new byte[81_920];
            int count;
            while ((count = await stored.Content.ReadAsync(buffer, cancel)) > 0)
            {
                body.Write(buffer, 0, count);
                if (body.Length > MaxBodyBytes)
                {
                    throw new TaskFailedException(
                        ErrorName.DataLimitExceeded,
                        string.Create(CultureInfo.InvariantCulture, $"The object '{address.Key}' has more than {MaxBodyBytes} bytes."));
                }
            }

            return ApiNames.ParseOrKeep(new JsonString(Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length)));
        }
        catch (BucketException e)
        {
            throw Refused(e);
        }
        catch (IOException e)
        {
            throw new TaskFailedException("S3.SdkClientException", $"Unable to read the object '{address.Key}': {e.Message}");
        }
    }

    /// <summary>A refusal of S3's, under the name of the SDK; what is nowhere keeps its own.</summary>
    private static TaskFailedException Refused(BucketException e) =>
        new(e.Code == ErrorName.Runtime ? e.Code : $"S3.{ApiNames.ExceptionName(e.Code)}", e.Message);
}
