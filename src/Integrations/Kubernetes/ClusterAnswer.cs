namespace FunctionsAsl.Integrations.Kubernetes;

/// <summary>What a cluster has answered.</summary>
/// <param name="StatusText">The standard's text for the status; empty where it has none.</param>
/// <param name="Text">The body.</param>
internal sealed record ClusterAnswer(int Status, string StatusText, string Text)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether it may be otherwise soon.</summary>
    public bool IsPassing => Status is 429 or >= 500;

    /// <summary>The body; as text, where it is no JSON.</summary>
    public JsonAny Body => ApiNames.ParseOrKeep(new JsonString(Text));

    /// <summary>It as a task's result or its cause.</summary>
    public JsonMap Shown() => JsonMap.Of(("ResponseBody", Body), ("StatusCode", Status), ("StatusText", StatusText));

    /// <summary>How a task fails by it: <c>EKS.401</c> (DG/connect-eks, "Permissions").</summary>
    public TaskFailedException Refusal() => new(Error, Shown().ToString());

    public string Error => string.Create(CultureInfo.InvariantCulture, $"EKS.{Status}");
}
