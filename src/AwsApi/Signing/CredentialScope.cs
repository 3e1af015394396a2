namespace FunctionsAsl.AwsApi.Signing;

/// <summary>What a signature is good for.</summary>
/// <param name="Date">The day, as <c>20260101</c>.</param>
/// <param name="Service">The service's signing name, as <c>states</c>.</param>
internal readonly record struct CredentialScope(string Date, string Region, string Service)
{
    public const string End = "aws4_request";

    public override string ToString() => $"{Date}/{Region}/{Service}/{End}";
}
