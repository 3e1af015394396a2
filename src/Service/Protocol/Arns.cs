namespace FunctionsAsl.Service.Protocol;

/// <summary>Amazon Resource Names of this service: <c>arn:aws:states:region:account:type:rest</c>.</summary>
internal sealed class Arns(ServiceOptions options)
{
    public const string StateMachineType = "stateMachine";
    public const string ExecutionType = "execution";
    public const string ActivityType = "activity";
    public const string MapRunType = MapRunArn.Type;

    private readonly string _prefix = $"arn:{options.Partition}:states:{options.Region}:{options.AccountId}:";

    public string StateMachine(string name) => $"{_prefix}{StateMachineType}:{name}";

    public string Activity(string name) => $"{_prefix}{ActivityType}:{name}";

    public string Execution(string stateMachine, string name) => $"{_prefix}{ExecutionType}:{stateMachine}:{name}";

    /// <summary>Express executions may have the same name; <paramref name="id"/> tells them apart.</summary>
    public string Express(string stateMachine, string name, string id) => $"{_prefix}express:{stateMachine}:{name}:{id}";

    /// <summary>The execution that a state under test sees itself in (conformance, area test_state).</summary>
    public string Tested(string stateMachine, string name) => $"{_prefix}express:{stateMachine}:{name}";

    /// <summary>Checks the form of <paramref name="arn"/>; whether such a thing exists is another question.</summary>
    /// <exception cref="ApiException">InvalidArn</exception>
    public static void Check(string arn, params ReadOnlySpan<string> types)
    {
        if (!arn.StartsWith("arn:", StringComparison.Ordinal))
        {
            throw Invalid($"Invalid ARN prefix: {arn}");
        }

        // arn, partition, service, region, account, type, rest
        Span<Range> parts = stackalloc Range[7];
        if (arn.AsSpan().Split(parts, ':') < parts.Length || arn.AsSpan(parts[2]) is not "states" || arn.AsSpan(parts[6]).IsEmpty)
        {
            throw Invalid(arn);
        }

        string type = arn[parts[5]];
        if (!types.Contains(type))
        {
            throw Invalid($"Resource type not valid in this context: {type}");
        }
    }

    /// <summary>Checks an execution role. It is stored and shown, never assumed.</summary>
    /// <exception cref="ApiException">InvalidArn</exception>
    public static void CheckRole(string arn)
    {
        string[] parts = arn.Split(':', 6);
        if (parts.Length < 6 || parts[0] != "arn" || parts[2] != "iam" || !parts[5].StartsWith("role/", StringComparison.Ordinal))
        {
            throw new ApiException("InvalidArn", $"Invalid Role Arn: '{arn}'");
        }
    }

    private static ApiException Invalid(string problem) => new("InvalidArn", $"Invalid Arn: '{problem}'");
}
