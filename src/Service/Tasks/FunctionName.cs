using System.Diagnostics.CodeAnalysis;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Which function, and which version of it, an ARN or a <c>FunctionName</c> names.</summary>
/// <param name="Qualifier">A version or an alias; <see langword="null"/> for the latest.</param>
/// <param name="Arn">The full ARN without the qualifier.</param>
internal sealed record FunctionName(string Name, string? Qualifier, string Arn)
{
    private const string Marker = "function:";

    /// <summary>
    /// Reads <c>name</c>, <c>account:function:name</c> or <c>arn:aws:lambda:region:account:function:name</c>, each with an
    /// optional <c>:qualifier</c> (Lambda API, Invoke).
    /// </summary>
    public static bool TryParse(string text, ServiceOptions options, [NotNullWhen(true)] out FunctionName? function)
    {
        function = null;
        string prefix = $"arn:{options.Partition}:lambda:{options.Region}:{options.AccountId}:";
        string rest = text;
        int marker = text.IndexOf(Marker, StringComparison.Ordinal);
        if (marker >= 0 && (marker == 0 || text[marker - 1] == ':'))
        {
            string before = text[..marker];
            rest = text[(marker + Marker.Length)..];
            if (text.StartsWith("arn:", StringComparison.Ordinal))
            {
                prefix = before;
            }
            else if (before.Length > 0)
            {
                prefix = $"arn:{options.Partition}:lambda:{options.Region}:{before}";
            }
        }

        string[] parts = rest.Split(':');
        // Dots alone would mean another path of the endpoint.
        if (parts.Length > 2 || parts.Any(static p => p.Length == 0) || parts[0] is "." or "..")
        {
            return false;
        }

        function = new FunctionName(parts[0], parts.Length == 2 ? parts[1] : null, prefix + Marker + parts[0]);
        return true;
    }
}
