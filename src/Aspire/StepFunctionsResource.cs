using Aspire.Hosting.ApplicationModel;

namespace FunctionsAsl.Aspire;

/// <summary>A server of the Step Functions API: <c>asl serve</c> as a process beside the app host.</summary>
public sealed class StepFunctionsResource : ExecutableResource
{
    internal const string EndpointName = "http";
    private const string DefaultProgram = "asl";

    /// <param name="program">As for <see cref="StepFunctionsExtensions.AddStepFunctions"/>.</param>
    /// <param name="workingDirectory">An absolute path.</param>
    internal StepFunctionsResource(string name, string? program, string workingDirectory)
        : base(name, IsAssembly(program) ? "dotnet" : program ?? DefaultProgram, workingDirectory)
    {
        Assembly = IsAssembly(program) ? program : null;
        Endpoint = new EndpointReference(this, EndpointName);
    }

    /// <summary>Where AWS clients find it.</summary>
    public EndpointReference Endpoint { get; }

    /// <summary>The region in its ARNs, and of those who ask it; <c>us-east-1</c> where nothing else is said.</summary>
    public string Region { get; internal set; } = "us-east-1";

    /// <summary>The id of the key that it asks for. Without one it answers any, and clients have some: they do not sign with none.</summary>
    public ReferenceExpression AccessKeyId { get; internal set; } = ReferenceExpression.Create($"test");

    /// <summary>The secret of that key.</summary>
    public ReferenceExpression SecretAccessKey { get; internal set; } = ReferenceExpression.Create($"test");

    /// <summary>Whether it asks for that key.</summary>
    internal bool HasAccessKeys { get; set; }

    /// <summary>The file that it keeps everything in, an absolute path; <see langword="null"/> where that is memory.</summary>
    internal string? DataFile { get; set; }

    /// <summary>What <c>dotnet</c> runs; <see langword="null"/> where the program is one by itself.</summary>
    internal string? Assembly { get; }

    private static bool IsAssembly(string? program) => program?.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) == true;
}
