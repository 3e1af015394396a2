namespace FunctionsAsl.AwsApi;

/// <summary>The namespace of an XML element.</summary>
/// <param name="Prefix">As <c>xsi</c>; <see langword="null"/> for the default namespace.</param>
public sealed record XmlNamespace(string Uri, string? Prefix);
