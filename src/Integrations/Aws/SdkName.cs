using System.Text;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>Names as AWS's SDK for Java has them: Step Functions shows the errors of SDK integrations under these.</summary>
internal static class SdkName
{
    private const string Exception = "Exception";
    private const string Fault = "Fault";
    private const string Service = "Service";

    /// <summary>A service, as <c>DynamoDb</c>, <c>SecretsManager</c>, <c>Sfn</c>.</summary>
    public static string OfService(ServiceModel service)
    {
        string name = Pascal(service.Entry.Id);
        return name.EndsWith(Service, StringComparison.Ordinal) ? name[..^Service.Length] : name;
    }

    /// <summary>An error, as <c>NoSuchBucketException</c>; of one that is not in the model that of its service, as <c>S3Exception</c>.</summary>
    public static string OfError(ServiceModel service, Shape? error)
    {
        string name = error is null ? OfService(service) : Pascal(error.Name);
        return error is not null && name.EndsWith(Fault, StringComparison.Ordinal) ? name[..^Fault.Length] + Exception
            : name.EndsWith(Exception, StringComparison.Ordinal) ? name
            : name + Exception;
    }

    /// <summary>Each word with one capital: <c>DBInstanceNotFound</c> becomes <c>DbInstanceNotFound</c>.</summary>
    internal static string Pascal(string name)
    {
        var pascal = new StringBuilder(name.Length);
        bool begins = true;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (!char.IsAsciiLetterOrDigit(c))
            {
                begins = true;
                continue;
            }

            pascal.Append(begins || IsFirst(name, i) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            begins = false;
        }

        return pascal.ToString();
    }

    /// <summary>Whether a word begins within a name.</summary>
    private static bool IsFirst(string name, int at)
    {
        char before = name[at - 1];
        char after = at + 1 < name.Length ? name[at + 1] : ' ';
        return (char.IsAsciiDigit(before) && char.IsAsciiLetter(name[at]))
            || IsVersion(name, at)
            || (char.IsAsciiLetterUpper(name[at])
                && ((char.IsAsciiLetterLower(before) && char.IsAsciiLetterOrDigit(after))
                    || (char.IsAsciiLetterUpper(before) && char.IsAsciiLetterLower(after) && !IsVersion(name, at + 1))));
    }

    /// <summary>Whether it is the first letter of <c>v2</c> behind capitals.</summary>
    private static bool IsVersion(string name, int at) => name[at] == 'v' && at > 1 && at + 1 < name.Length && char.IsAsciiDigit(name[at + 1])
        && !char.IsAsciiLetterLower(name[at - 1]) && !char.IsAsciiLetterLower(name[at - 2]);
}
