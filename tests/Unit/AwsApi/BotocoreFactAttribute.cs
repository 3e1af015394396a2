using FunctionsAsl.Support.Botocore;
using Xunit;

namespace FunctionsAsl.Unit.AwsApi;

/// <summary>A test that needs the botocore that the table was made from.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BotocoreFactAttribute : FactAttribute
{
    public BotocoreFactAttribute() => Skip = BotocorePackage.Problem;

    /// <summary>The package's folder.</summary>
    public static string Folder => BotocorePackage.Folder;
}
