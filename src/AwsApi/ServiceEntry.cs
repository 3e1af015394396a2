namespace FunctionsAsl.AwsApi;

/// <summary>A service's line in the catalogue of the table.</summary>
/// <param name="Name">The name in botocore and the AWS CLI, as <c>stepfunctions</c>.</param>
/// <param name="Id">AWS's id of the service, as <c>Database Migration Service</c>.</param>
public sealed record ServiceEntry(string Name, string Id)
{
    private const string Ending = "service";

    /// <summary>
    /// The name in <c>arn:aws:states:::aws-sdk:NAME:action</c>: the id in small letters, without blanks, and without
    /// "service" at its end (DG/supported-services-awssdk).
    /// </summary>
    public string SdkName
    {
        get
        {
            string name = Id.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
            return name.EndsWith(Ending, StringComparison.Ordinal) ? name[..^Ending.Length] : name;
        }
    }

    /// <summary>Where its model begins, counted from the end of the catalogue.</summary>
    internal int Start { get; init; }

    /// <summary>The bytes of its model in the table.</summary>
    internal int PackedLength { get; init; }

    /// <summary>The bytes of its model, unpacked.</summary>
    internal int Length { get; init; }

    /// <summary>The line, with tabs between the columns.</summary>
    internal string Write() => string.Create(CultureInfo.InvariantCulture, $"{Name}\t{Id}\t{Start}\t{PackedLength}\t{Length}\n");

    internal static ServiceEntry Parse(string line)
    {
        string[] columns = line.Split('\t');
        return new ServiceEntry(columns[0], columns[1])
        {
            Start = Number(columns[2]),
            PackedLength = Number(columns[3]),
            Length = Number(columns[4]),
        };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
