namespace FunctionsAsl.Integrations.Aws;

/// <summary>Where a service is.</summary>
/// <param name="Address">As <c>http://127.0.0.1:4566</c>; a path goes before those of the operations.</param>
/// <param name="Region">The region that requests are signed for.</param>
/// <param name="IsAws">Whether it is AWS's own: then operations may have a host name of their own.</param>
internal sealed record Endpoint(Uri Address, string Region, bool IsAws);
