using Azure.Data.Tables;

namespace FunctionsAsl.Integrations.Azure.Tables;

/// <summary>
/// DynamoDB's Query of a bound table: one partition, and of it one sort key or those that begin with a text. The order is that of the sort
/// keys as texts, so tables whose sort key is a number cannot be asked; nor can indexes, or the other way round.
/// </summary>
internal sealed class TableQuery(TableClient table, KeySchema schema)
{
    /// <summary>A page of DynamoDB has up to 1 MiB; a task's result 256 KiB.</summary>
    private const int MostItems = 1000;

    /// <exception cref="BoundException">The query cannot be used, or failed.</exception>
    public async ValueTask<BoundAnswer> RunAsync(Fields request, CancellationToken cancel)
    {
        request.Allow(
            "TableName", "KeyConditionExpression", "FilterExpression", "ProjectionExpression", "ExpressionAttributeNames",
            "ExpressionAttributeValues", "Limit", "ExclusiveStartKey", "ScanIndexForward", "ConsistentRead", "ReturnConsumedCapacity");
        if (request.Value("ScanIndexForward") is JsonBoolean { Value: false })
        {
            throw BoundException.Unsupported("ScanIndexForward of false is");
        }

        Func<JsonMap, bool>? filter = ItemChange.Expression(request, "FilterExpression") is { } text ? Condition.Parse(text) : null;
        Projection projection = Projection.Of(request);
        int most = request.Number("Limit", 1, MostItems) ?? MostItems;
        List<JsonMap> read = await ReadAsync(FilterOf(request), most, cancel);
        JsonAny[] shown = [.. read.Take(most).Where(item => filter?.Invoke(item) != false).Select(projection.Apply)];
        return new BoundAnswer(new JsonMap.Builder()
            .Set("Count", shown.Length)
            .Set("Items", JsonList.Of(shown))
            .SetIfPresent("LastEvaluatedKey", read.Count > most ? KeyOf(read[most - 1]) : null)
            .Set("ScannedCount", Math.Min(read.Count, most))
            .Build());
    }

    /// <summary>One more than is wanted, so as to know whether there are more.</summary>
    private async ValueTask<List<JsonMap>> ReadAsync(string filter, int most, CancellationToken cancel)
    {
        List<JsonMap> items = [];
        await using IAsyncEnumerator<TableEntity> entities = table
            .QueryAsync<TableEntity>(filter, Math.Min(most + 1, MostItems), cancellationToken: cancel)
            .GetAsyncEnumerator(cancel);
        while (items.Count <= most && await StorageTable.TryAsync(() => entities.MoveNextAsync().AsTask()))
        {
            items.Add(Columns.Read(entities.Current, schema));
        }

        return items;
    }

    private string FilterOf(Fields request)
    {
        ExpressionText text = ItemChange.Expression(request, "KeyConditionExpression")
            ?? throw Attributes.Invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        string? partition = null;
        string? rows = null;
        do
        {
            bool begins = text.TryTake("begins_with");
            if (begins)
            {
                text.Expect("(");
            }

            string name = text.TakeName();
            if (begins)
            {
                text.Expect(",");
            }
            else if (!text.TryTake("="))
            {
                throw BoundException.Unsupported($"'{text.Next}' in KeyConditionExpression is");
            }

            JsonAny value = text.TakeValue();
            if (begins)
            {
                text.Expect(")");
            }

            if (name == schema.Partition.Name && !begins && partition is null)
            {
                partition = KeySchema.Write(value, schema.Partition);
            }
            else if (schema.Sort is { } sort && name == sort.Name && rows is null)
            {
                rows = begins ? Beginning(value) : TableClient.CreateQueryFilter($"RowKey eq {KeySchema.Write(value, sort)}");
            }
            else
            {
                throw Attributes.Invalid("Query condition missed key schema element");
            }
        }
        while (text.TryTake("AND"));

        if (!text.IsAtEnd || partition is null)
        {
            throw text.IsAtEnd ? Attributes.Invalid($"Query condition missed key schema element: {schema.Partition.Name}") : text.Broken();
        }

        if (schema.Sort?.Type == "N" && rows is null)
        {
            throw BoundException.Unsupported("A query in the order of numbers is");
        }

        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        filter = rows is null ? filter : $"{filter} and {rows}";
        return request.Object("ExclusiveStartKey") is { Count: > 0 } start
            ? $"{filter} and {TableClient.CreateQueryFilter($"RowKey gt {schema.OfKey(start).Row}")}"
            : filter;
    }

    /// <exception cref="BoundException">It is no text.</exception>
    private string Beginning(JsonAny value)
    {
        if (Attributes.Type(value) != "S" || schema.Sort!.Type != "S")
        {
            throw BoundException.Unsupported("begins_with of anything but a text is");
        }

        string from = KeySchema.Escape(Attributes.String(value));
        if (from.Length == 0)
        {
            throw Attributes.Invalid("begins_with needs a text that is not empty");
        }

        // What stands for a broken character is behind all others.
        string to = from + '\uFFFD';
        return TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}");
    }

    private JsonMap KeyOf(JsonMap item) => JsonMap.Of([.. item.Where(m => schema.IsKey(m.Key)).Select(static (string, JsonAny) (m) => (m.Key, m.Value))]);
}
