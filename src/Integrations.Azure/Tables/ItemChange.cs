namespace FunctionsAsl.Integrations.Azure.Tables;

/// <summary>What a request makes of an item: if it may, and what is shown of it.</summary>
internal sealed class ItemChange
{
    private readonly Func<JsonMap, bool>? _condition;
    private readonly Func<JsonMap?, JsonMap?> _apply;
    private readonly string _shown;

    /// <param name="apply">The item that is to be, of the one that there is; of none, where each is <see langword="null"/>.</param>
    /// <param name="shown">What <c>ReturnValues</c> may be.</param>
    /// <exception cref="BoundException">The request's expressions or fields cannot be used.</exception>
    public ItemChange(Fields request, (string Partition, string Row) key, Func<JsonMap?, JsonMap?> apply, params ReadOnlySpan<string> shown)
    {
        Key = key;
        _apply = apply;
        _shown = request.Text("ReturnValues") ?? shown[0];
        if (!shown.Contains(_shown))
        {
            throw Attributes.Invalid($"ReturnValues can only be {string.Join(" or ", shown.ToArray())}");
        }

        foreach (string field in (string[])["ReturnItemCollectionMetrics", "ReturnConsumedCapacity", "ReturnValuesOnConditionCheckFailure"])
        {
            if (request.Text(field) is not (null or "NONE"))
            {
                throw BoundException.Unsupported($"The value of '{field}' is");
            }
        }

        _condition = Expression(request, "ConditionExpression") is { } text ? Condition.Parse(text) : null;
    }

    public (string Partition, string Row) Key { get; }

    /// <summary>The attributes that an update names.</summary>
    public IReadOnlyCollection<string> Changed { get; init; } = [];

    public static ExpressionText? Expression(Fields request, string field) => request.Text(field) is { } text
        ? new ExpressionText(field, text, request.Object("ExpressionAttributeNames"), request.Object("ExpressionAttributeValues"))
        : null;

    /// <exception cref="BoundException">The condition does not hold.</exception>
    public void Check(JsonMap? item)
    {
        if (_condition?.Invoke(item ?? JsonMap.Empty) == false)
        {
            throw new BoundException("ConditionalCheckFailedException", "The conditional request failed");
        }
    }

    public JsonMap? Apply(JsonMap? item) => _apply(item);

    /// <summary>The operation's output.</summary>
    public JsonMap Show(JsonMap? old, JsonMap? item)
    {
        JsonMap? shown = _shown switch
        {
            "ALL_OLD" => old,
            "ALL_NEW" => item,
            "UPDATED_OLD" => OfChanged(old),
            "UPDATED_NEW" => OfChanged(item),
            _ => null,
        };
        return shown is null ? JsonMap.Empty : JsonMap.Of(("Attributes", shown));
    }

    private JsonMap? OfChanged(JsonMap? item)
    {
        (string, JsonAny)[] changed = item is null ? [] : [.. item.Where(m => Changed.Contains(m.Key)).Select(static m => (m.Key, m.Value))];
        return changed.Length == 0 ? null : JsonMap.Of(changed);
    }
}
