using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Expressions.Paths;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Conformance;

/// <summary>What a path comes to: a result, or <c>refused</c>, <c>notFound</c>, <c>failed</c> with Jayway's message.</summary>
/// <param name="Outcome">The kind.</param>
/// <param name="Result">The value, where there is one.</param>
/// <param name="IsDefinite">Whether the path is definite, where there is a value.</param>
/// <param name="Message">The reason, where there is none.</param>
public sealed record PathAnswer(string Outcome, JsonAny? Result, bool IsDefinite, string? Message)
{
    /// <summary>Reads an answer of Jayway.</summary>
    public static PathAnswer Read(JsonMap answer) => answer["outcome"] is JsonString outcome
        ? new PathAnswer(outcome.Value, null, false, ((JsonString)answer["message"]!).Value)
        : new PathAnswer("result", JsonAny.Parse(((JsonString)answer["result"]!).Value), ((JsonBoolean)answer["definite"]!).Value, null);

    /// <summary>Our answer.</summary>
    public static PathAnswer Of(string path, JsonAny document)
    {
        try
        {
            JsonPath compiled = JsonPath.Parse(path);
            JsonAny? found = compiled.Find(document, new EmptyScope(), out PathProblem? problem);
            return problem?.Miss switch
            {
                null => new PathAnswer("result", found, compiled.IsDefinite, null),
                PathMiss.PastEnd => new PathAnswer("result", JsonAny.Null, compiled.IsDefinite, null),
                PathMiss.NotFound => new PathAnswer("notFound", null, false, problem.Text),
                _ => new PathAnswer("failed", null, false, problem.Text),
            };
        }
        catch (JsonPathSyntaxException e)
        {
            return new PathAnswer("refused", null, false, e.Message);
        }
        catch (StatesException e)
        {
            return new PathAnswer("stopped", null, false, e.Cause);
        }
    }

    /// <summary>
    /// Whether another answer is the same. AWS never shows why Jayway refuses a path, so those reasons may differ. A result's numbers are
    /// compared by value: Jackson writes 1e2 as 100.0, AWS as it was written.
    /// </summary>
    public bool Agrees(PathAnswer other) => Outcome == other.Outcome
        && IsDefinite == other.IsDefinite
        && (Result is null ? other.Result is null : Result.Equals(other.Result))
        && (Outcome == "refused" || Message == other.Message);

    public override string ToString() => Result is null ? $"{Outcome}: {Message}" : $"{(IsDefinite ? "" : "in")}definite {Result}";

    private sealed class EmptyScope : Scope
    {
        public override JsonAny Context => JsonMap.Empty;

        public override Entropy Entropy { get; } = new(1);

        public override DateTimeOffset Now => DateTimeOffset.UnixEpoch;

        public override StepBudget Steps { get; } = new();

        public override JsonAny? Variable(string name) => null;
    }
}
