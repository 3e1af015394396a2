using Xunit;

namespace FunctionsAsl.Conformance;

/// <summary>A test that needs the recorded answers of Jayway.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JsonPathFactAttribute : FactAttribute
{
    internal const string Reason = "The cases are not here: ../shared/conformance/jsonpath";

    public JsonPathFactAttribute() => Skip = JsonPathCase.All.Count == 0 ? Reason : null;
}

/// <inheritdoc cref="JsonPathFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JsonPathTheoryAttribute : TheoryAttribute
{
    public JsonPathTheoryAttribute() => Skip = JsonPathCase.All.Count == 0 ? JsonPathFactAttribute.Reason : null;
}

/// <summary>A test that needs Java and Jayway's library.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OracleFactAttribute : FactAttribute
{
    public OracleFactAttribute() => Skip = JsonPathOracle.Problem;
}
