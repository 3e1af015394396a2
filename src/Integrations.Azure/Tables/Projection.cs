namespace FunctionsAsl.Integrations.Azure.Tables;

/// <summary>Which attributes of items are shown (<c>ProjectionExpression</c>).</summary>
/// <param name="names"><see langword="null"/> for all.</param>
internal sealed class Projection(HashSet<string>? names)
{
    /// <exception cref="BoundException">The request's expression cannot be used.</exception>
    public static Projection Of(Fields request)
    {
        if (ItemChange.Expression(request, "ProjectionExpression") is not { } text)
        {
            return new Projection(null);
        }

        HashSet<string> names = new(StringComparer.Ordinal) { text.TakeName() };
        while (text.TryTake(","))
        {
            names.Add(text.TakeName());
        }

        return text.IsAtEnd ? new Projection(names) : throw text.Broken();
    }

    public JsonMap Apply(JsonMap item) => names is null
        ? item
        : JsonMap.Of([.. item.Where(m => names.Contains(m.Key)).Select(static (string, JsonAny) (m) => (m.Key, m.Value))]);
}
