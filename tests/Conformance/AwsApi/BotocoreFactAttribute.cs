using FunctionsAsl.Support.Botocore;
using Xunit;

namespace FunctionsAsl.Conformance;

/// <summary>A test that needs the botocore that the table of services was made from.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BotocoreFactAttribute : FactAttribute
{
    public BotocoreFactAttribute() => Skip = BotocorePackage.Problem;
}
