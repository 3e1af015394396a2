using FunctionsAsl.Integrations.Bound;
using FunctionsAsl.Integrations.Http;

namespace FunctionsAsl.Integrations;

/// <summary>What a host brings for what its tasks call; not every host can bring all of it.</summary>
public sealed record HostAbilities
{
    /// <summary>Who the host is, for HTTP Tasks; <see langword="null"/> where it has no identity to show.</summary>
    public IIdentityTokens? Identity { get; init; }

    /// <summary>The folder that buckets are in if nothing says where S3 is; <see langword="null"/> for none.</summary>
    public string? Buckets { get; init; }

    /// <summary>Answers for AWS's resources that are bound to others; <see langword="null"/> where none is.</summary>
    public IBoundServices? Bound { get; init; }

    /// <summary>Formats of files besides those that are built in.</summary>
    public IReadOnlyList<IItemFormat> Formats { get; init; } = [];
}
