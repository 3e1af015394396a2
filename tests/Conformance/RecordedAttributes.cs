using Xunit;

namespace FunctionsAsl.Conformance;

/// <summary>A fact about the recorded cases; skipped, and reported so, where the shared data is not on the machine.</summary>
public sealed class RecordedFactAttribute : FactAttribute
{
    internal const string Missing = "../shared/conformance/asl is not here: no case was run.";

    public RecordedFactAttribute()
    {
        if (CaseSource.All.Count == 0)
        {
            Skip = Missing;
        }
    }
}

/// <inheritdoc cref="RecordedFactAttribute"/>
public sealed class RecordedTheoryAttribute : TheoryAttribute
{
    public RecordedTheoryAttribute()
    {
        if (CaseSource.All.Count == 0)
        {
            Skip = RecordedFactAttribute.Missing;
        }
    }
}
