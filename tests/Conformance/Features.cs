namespace FunctionsAsl.Conformance;

/// <summary>What a case needs beyond the first slice: the reason classes of the gap list and the rows of the summary.</summary>
public static class Features
{
    public const string FirstSlice = "JSONPath and the first operations only";

    private static readonly HashSet<string> FirstOperations = new(StringComparer.Ordinal)
    {
        "CreateStateMachine", "UpdateStateMachine", "DescribeStateMachine", "DeleteStateMachine", "ListStateMachines", "StartExecution",
        "StopExecution", "DescribeExecution", "DescribeStateMachineForExecution", "ListExecutions", "GetExecutionHistory",
        "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat", "CreateActivity", "DescribeActivity", "DeleteActivity",
        "ListActivities", "GetActivityTask", "TagResource", "UntagResource", "ListTagsForResource",
        "PublishStateMachineVersion", "ListStateMachineVersions", "DeleteStateMachineVersion", "CreateStateMachineAlias",
        "DescribeStateMachineAlias", "UpdateStateMachineAlias", "ListStateMachineAliases", "DeleteStateMachineAlias",
    };

    private static readonly (string Class, string[] Texts)[] InDefinitions =
    [
        ("JSONata", ["\"QueryLanguage\":\"JSONata\"", "{%"]),
        ("needs Distributed Map", ["\"DISTRIBUTED\"", "\"ItemReader\"", "\"ItemBatcher\"", "\"ResultWriter\""]),
        ("needs nested workflows", ["arn:aws:states:::states:startExecution"]),
    ];

    /// <summary>The first class that holds of: another operation, Express, JSONata, Distributed Map, other services.</summary>
    public static string ClassOf(Case recorded)
    {
        string? operation = recorded.Calls.Select(call => call.Operation).FirstOrDefault(op => !FirstOperations.Contains(op));
        if (operation is not null)
        {
            return "needs " + operation;
        }

        if (recorded.Calls.Any(call => Case.Text(call.Parameters, "type") is "EXPRESS"))
        {
            return "needs Express";
        }

        string definitions = string.Concat(recorded.Calls.Select(Definition));
        (string? found, _) = InDefinitions.FirstOrDefault(f => f.Texts.Any(text => definitions.Contains(text, StringComparison.Ordinal)));
        return found ?? OtherService(definitions) ?? FirstSlice;
    }

    private static string Definition(Call call) =>
        Case.Text(call.Parameters, "definition")?.Replace("\": \"", "\":\"", StringComparison.Ordinal) ?? "";

    private static string? OtherService(string definitions)
    {
        const string Integration = "\"arn:aws:states:::";
        for (int at = definitions.IndexOf(Integration, StringComparison.Ordinal); at >= 0;
            at = definitions.IndexOf(Integration, at + 1, StringComparison.Ordinal))
        {
            string service = definitions[(at + Integration.Length)..].Split('"', 2)[0];
            if (!service.StartsWith("lambda:", StringComparison.Ordinal))
            {
                return "needs the integration " + service;
            }
        }

        return null;
    }
}
