namespace FunctionsAsl.Service.Records;

/// <summary>A state machine, one of its versions, or an alias: <c>…:stateMachine:NAME</c>, <c>…:NAME:1</c>, <c>…:NAME:PROD</c>.</summary>
/// <param name="Arn">The whole ARN.</param>
/// <param name="MachineArn">The ARN of the machine itself.</param>
/// <param name="Qualifier">What stands behind the machine's name; <see langword="null"/> where nothing does.</param>
public readonly record struct MachineReference(string Arn, string MachineArn, string? Qualifier)
{
    // arn, partition, states, region, account, stateMachine, NAME
    private const int MachineColons = 6;

    /// <summary>Whether a version is meant: aliases have a name that is no number.</summary>
    public bool IsVersion => Qualifier?.All(char.IsAsciiDigit) == true;

    public bool IsAlias => Qualifier is not null && !IsVersion;

    /// <summary>The version's number; 0, which none has, for a number that is not written as numbers are.</summary>
    public int? Version => !IsVersion ? null
        : int.TryParse(Qualifier, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && Qualifier![0] != '0' ? number
        : 0;

    public string? Alias => IsAlias ? Qualifier : null;

    /// <summary>Takes an ARN apart. Whether it is one, and whether there is such a thing, are other questions.</summary>
    public static MachineReference Parse(string arn)
    {
        int at = -1;
        for (int colons = 0; colons <= MachineColons; colons++)
        {
            at = arn.IndexOf(':', at + 1);
            if (at < 0)
            {
                return new MachineReference(arn, arn, null);
            }
        }

        return new MachineReference(arn, arn[..at], arn[(at + 1)..]);
    }

    /// <summary>The ARN of a version; <see langword="null"/> where there is none.</summary>
    public static string? ArnOf(string machineArn, int? version) =>
        version is null ? null : string.Create(CultureInfo.InvariantCulture, $"{machineArn}:{version}");

    /// <summary>The ARN of an alias; <see langword="null"/> where there is none.</summary>
    public static string? ArnOf(string machineArn, string? alias) => alias is null ? null : $"{machineArn}:{alias}";
}
