using FunctionsAsl.Support.Jsonata;
using Xunit;

namespace FunctionsAsl.Conformance;

/// <summary>A test that needs the official suite of JSONata.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JsonataFactAttribute : FactAttribute
{
    internal const string Reason = "The suite is not here: ../shared/conformance/jsonata";

    public JsonataFactAttribute() => Skip = JsonataSuite.All.Count == 0 ? Reason : null;
}

/// <inheritdoc cref="JsonataFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JsonataTheoryAttribute : TheoryAttribute
{
    public JsonataTheoryAttribute() => Skip = JsonataSuite.All.Count == 0 ? JsonataFactAttribute.Reason : null;
}

/// <summary>A test that needs Node and the reference implementation of JSONata.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReferenceFactAttribute : FactAttribute
{
    public ReferenceFactAttribute() => Skip = ReferenceImplementation.Problem;
}
