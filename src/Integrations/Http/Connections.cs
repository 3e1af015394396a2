namespace FunctionsAsl.Integrations.Http;

/// <summary>The connections that HTTP Tasks name by their ARNs, from the setting <c>ASL_CONNECTIONS</c>.</summary>
internal sealed class Connections(IReadOnlyDictionary<string, Connection> all)
{
    public const string Setting = "ASL_CONNECTIONS";

    /// <param name="create">Reads the connections' settings; not asked where there are none.</param>
    /// <exception cref="SettingException">The setting, or the file that it names, cannot be used.</exception>
    public static Connections Open(Func<string, string?> variable, Func<ConnectionReader> create)
    {
        string? text = new JsonSetting(Setting).Text(variable);
        return new Connections(text is null ? new Dictionary<string, Connection>(StringComparer.Ordinal) : create().Read(text));
    }

    /// <param name="arn"><c>arn:aws:events:REGION:ACCOUNT:connection/NAME/ID</c>; it is looked for by the whole, by NAME/ID and by NAME.</param>
    /// <exception cref="TaskFailedException">There is none of that name.</exception>
    public Connection Find(string arn)
    {
        const string Kind = "connection/";
        string[] parts = arn.Split(':', 6);
        string path = parts is ["arn", _, "events", _, _, var resource] && resource.StartsWith(Kind, StringComparison.Ordinal)
            ? resource[Kind.Length..]
            : "";
        string name = path.Split('/')[0];
        return all.GetValueOrDefault(arn) ?? all.GetValueOrDefault(path) ?? all.GetValueOrDefault(name) ?? throw new TaskFailedException(
            "Events.ConnectionResource.ResourceNotFound",
            name.Length == 0
                ? $"'{arn}' is no ARN of a connection, as arn:aws:events:REGION:ACCOUNT:connection/NAME/ID."
                : $"The connection '{name}' does not exist: {Setting} does not have it.");
    }
}
