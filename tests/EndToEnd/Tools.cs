using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>A test that needs the AWS CLI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AwsCliFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Here = new(static () => Tool.Works("aws", "--version"));

    public AwsCliFactAttribute()
    {
        if (!Here.Value)
        {
            Skip = "There is no AWS CLI here. Install it with: pip install awscli";
        }
    }
}

/// <summary>A test that needs Terraform.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerraformFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Here = new(static () => Tool.Works("terraform", "version"));

    public TerraformFactAttribute()
    {
        if (!Here.Value)
        {
            Skip = "There is no Terraform here. Install it as https://developer.hashicorp.com/terraform/install says.";
        }
    }
}

/// <summary>A test that needs Python with boto3.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Boto3FactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Here = new(static () => Tool.Works("python3", "-c", "import boto3"));

    public Boto3FactAttribute()
    {
        if (!Here.Value)
        {
            Skip = "There is no python3 with boto3 here. Install it with: pip install boto3";
        }
    }
}

/// <summary>A test that needs moto's server.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MotoFactAttribute : FactAttribute
{
    public MotoFactAttribute() => Skip = MotoServer.Problem;
}

/// <inheritdoc cref="MotoFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MotoTheoryAttribute : TheoryAttribute
{
    public MotoTheoryAttribute() => Skip = MotoServer.Problem;
}

/// <summary>A test that needs Node and the packages that its script uses.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Packages.Problem;

    /// <summary>The client's scripts, with what they use.</summary>
    public static NodePackages Packages { get; } = new(Path.Combine(AppContext.BaseDirectory, "clients", "node"));
}

/// <summary>A test that needs Azurite, which stands for Azure Storage.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute() => Skip = Azurite.Problem;
}

/// <summary>A test that needs the shell and the programs of a Unix system.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    internal const string Reason = "The commands of this test are those of a Unix shell.";

    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? Reason : null;
}

/// <inheritdoc cref="UnixFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? UnixFactAttribute.Reason : null;
}
