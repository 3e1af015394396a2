namespace FunctionsAsl.Serving;

/// <summary>Who reads a setting: whoever carries out tasks, a server too, or only servers over Azure Storage.</summary>
public enum SettingUse
{
    Tasks,
    Server,
    Cluster,
}

/// <summary>A setting of the hosts with a port of their own: a variable of the environment, or a member of the settings file.</summary>
/// <param name="Help">A few words on what it says.</param>
/// <param name="Read">Reads it as a host does at its start; throws <see cref="SettingException"/> where it has a value that cannot be.</param>
/// <param name="Default">What holds without it; <see langword="null"/> where nothing does.</param>
/// <param name="IsSecret">Whether its value is shown to nobody.</param>
/// <param name="IsFamily">Whether there are others, one a service or a signal, that begin with its name.</param>
internal sealed record KnownSetting(
    string Name,
    SettingUse Use,
    string Help,
    Action<Func<string, string?>>? Read = null,
    string? Default = null,
    bool IsSecret = false,
    bool IsFamily = false)
{
    /// <summary>Whether a variable is this one, or one of its family.</summary>
    public bool Has(string name) => name == Name || (IsFamily && name.StartsWith(Name + "_", StringComparison.Ordinal));

    /// <summary>
    /// What can be shown of a value: nothing of a secret or of headers, no JSON, which may have some, and of an address only where it is.
    /// </summary>
    /// <param name="name">The variable, this one or one of its family.</param>
    public string Show(string name, string value) =>
        IsSecret || name.EndsWith("_HEADERS", StringComparison.Ordinal) || value.TrimStart() is ['{' or '[', ..] ? "(hidden)"
        : value.Contains("://", StringComparison.Ordinal) ? Place(value)
        : value;

    /// <summary>Scheme, host and port: a user, a path or a query may be a key.</summary>
    private static string Place(string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out Uri? address))
        {
            return "(hidden)";
        }

        string place = $"{address.Scheme}://{address.Host}:{address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        return address.UserInfo.Length == 0 && address.PathAndQuery == "/" ? place : place + "/(hidden)";
    }
}
