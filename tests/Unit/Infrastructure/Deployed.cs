using System.Text.Json;
using System.Text.RegularExpressions;

namespace FunctionsAsl.Unit.Infrastructure;

/// <summary>The resources that a deployment makes.</summary>
internal sealed partial class Deployed(IReadOnlyList<JsonElement> resources)
{
    /// <summary>The built-in roles of Azure, by their ids.</summary>
    private static readonly Dictionary<string, string> RoleNames = new(StringComparer.Ordinal)
    {
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Table Data Contributor",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Metrics Publisher",
        ["0ad04412-c4d5-4796-b79c-f76d14c8d402"] = "Durable Task Data Contributor",
        ["7f951dda-4ed3-4680-a7ca-43fe172d538d"] = "Pull",
        ["d5a91429-5739-47e2-a06b-3470a27159e7"] = "EventGrid Data Sender",
        ["69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"] = "Service Bus Data Sender",
        ["b9a307c4-5aa3-4b52-ba60-2b17c136cd7b"] = "Container Apps Jobs Operator",
    };

    public IEnumerable<string> Types() => resources.Select(TypeOf);

    /// <summary>The properties of each resource of a type.</summary>
    /// <param name="type">As <c>Microsoft.Storage/storageAccounts</c>.</param>
    public IEnumerable<JsonElement> All(string type) => resources.Where(r => TypeOf(r) == type).Select(static r => r.GetProperty("properties"));

    /// <summary>The properties of the only resource of a type.</summary>
    public JsonElement Only(string type) => All(type).Single();

    /// <summary>Who may do what with what.</summary>
    public IEnumerable<string> Roles() => resources
        .Where(static r => TypeOf(r) == "Microsoft.Authorization/roleAssignments")
        .Select(static r =>
        {
            JsonElement properties = r.GetProperty("properties");
            string role = properties.GetProperty("roleDefinitionId").GetString()!.Split('/')[^1];
            Match identity = Identity().Match(properties.GetProperty("principalId").GetString()!);
            bool limited = properties.TryGetProperty("condition", out JsonElement condition)
                && condition.GetString()?.Contains("containers:name] StringNotEquals 'app-package'", StringComparison.Ordinal) == true;
            return $"{Subject(r.GetProperty("id").GetString()!)}: {RoleNames.GetValueOrDefault(role, "a role of its own")} to {identity.Groups["name"].Value}{(limited ? ", with a condition" : "")}";
        })
        .Order(StringComparer.Ordinal);

    /// <summary>What a role is given on.</summary>
    private static string Subject(string assignment)
    {
        string[] subject = assignment.Split("/providers/")[^2].Split('/');
        return subject[^2] switch
        {
            "storageAccounts" => "account",
            "components" => "insights",
            _ => subject[^1],
        };
    }

    private static string TypeOf(JsonElement resource) => resource.GetProperty("type").GetString()!;

    /// <summary>An identity in a reference to it; what makes its name unique left out.</summary>
    [GeneratedRegex("userAssignedIdentities/(?<name>[a-z-]+)-[a-z0-9]{13}'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identity();
}
