namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>Members of structures.</summary>
internal static class Structure
{
    /// <summary>The members that have a value.</summary>
    /// <exception cref="AwsFormatException">The model has no member of that name.</exception>
    public static IEnumerable<(Member Member, JsonAny Value)> Given(this Shape structure, JsonMap members)
    {
        foreach ((string name, JsonAny value) in members)
        {
            if (value.Kind != JsonKind.Null)
            {
                yield return (structure.FindMember(name) ?? throw new AwsFormatException($"{structure.Name} has no member {name}."), value);
            }
        }
    }
}
