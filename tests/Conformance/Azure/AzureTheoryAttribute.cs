using FunctionsAsl.Support.Programs;
using Xunit;

namespace FunctionsAsl.Conformance.Azure;

/// <summary>A theory over recorded cases that needs Azurite, which stands for Azure Storage.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AzureTheoryAttribute : TheoryAttribute
{
    public AzureTheoryAttribute() => Skip = CaseSource.All.Count == 0 ? RecordedFactAttribute.Missing : Azurite.Problem;
}
