using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace FunctionsAsl.Integrations.Azure.Tables;

/// <summary>
/// A table of DynamoDB that is one of Table Storage. What depends on the item as it is holds by the entity's ETag: where somebody else
/// changed it meanwhile, it is looked at again.
/// </summary>
internal sealed class StorageTable(TableClient table, KeySchema schema) : IBoundResource
{
    private const int MostTries = 10;
    private const int NotFound = 404;

    public ValueTask<BoundAnswer> CallAsync(string operation, JsonMap request, CancellationToken cancel) => operation switch
    {
        "GetItem" => GetAsync(new Fields(request), cancel),
        "PutItem" => PutAsync(new Fields(request), cancel),
        "UpdateItem" => UpdateAsync(new Fields(request), cancel),
        "DeleteItem" => DeleteAsync(new Fields(request), cancel),
        "Query" => new TableQuery(table, schema).RunAsync(new Fields(request), cancel),
        _ => throw BoundException.Unsupported($"The operation {operation} is"),
    };

    /// <remarks>Table Storage is always consistent.</remarks>
    private async ValueTask<BoundAnswer> GetAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("TableName", "Key", "ConsistentRead", "ReturnConsumedCapacity", "ProjectionExpression", "ExpressionAttributeNames");
        Projection projection = Projection.Of(request);
        TableEntity? entity = await FindAsync(schema.OfKey(request.Object("Key")), cancel);
        return new BoundAnswer(entity is null ? JsonMap.Empty : JsonMap.Of(("Item", projection.Apply(Columns.Read(entity, schema)))));
    }

    private ValueTask<BoundAnswer> PutAsync(Fields request, CancellationToken cancel)
    {
        request.Allow(
            "TableName", "Item", "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "ReturnValues",
            "ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "ReturnValuesOnConditionCheckFailure");
        JsonMap item = request.Object("Item");
        return ChangeAsync(new ItemChange(request, schema.Of(item), _ => item, "NONE", "ALL_OLD"), cancel);
    }

    private ValueTask<BoundAnswer> UpdateAsync(Fields request, CancellationToken cancel)
    {
        request.Allow(
            "TableName", "Key", "UpdateExpression", "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues",
            "ReturnValues", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "ReturnValuesOnConditionCheckFailure");
        JsonMap key = request.Object("Key");
        ItemUpdate? update = ItemChange.Expression(request, "UpdateExpression") is { } text ? ItemUpdate.Parse(text, schema) : null;
        return ChangeAsync(
            new ItemChange(
                request, schema.OfKey(key), old => update?.Apply(old ?? key) ?? old ?? key, "NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW")
            {
                Changed = update?.Names ?? [],
            },
            cancel);
    }

    private ValueTask<BoundAnswer> DeleteAsync(Fields request, CancellationToken cancel)
    {
        request.Allow(
            "TableName", "Key", "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "ReturnValues",
            "ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "ReturnValuesOnConditionCheckFailure");
        return ChangeAsync(new ItemChange(request, schema.OfKey(request.Object("Key")), static _ => null, "NONE", "ALL_OLD"), cancel);
    }

    private async ValueTask<BoundAnswer> ChangeAsync(ItemChange change, CancellationToken cancel)
    {
        for (int i = 0; i < MostTries; i++)
        {
            TableEntity? entity = await FindAsync(change.Key, cancel);
            JsonMap? old = entity is null ? null : Columns.Read(entity, schema);
            change.Check(old);
            JsonMap? item = change.Apply(old);
            if (await TryWriteAsync(change.Key, entity?.ETag, item is null ? null : Columns.Write(item, schema), cancel))
            {
                return new BoundAnswer(change.Show(old, item));
            }
        }

        // As DynamoDB words it where others are at the same item.
        throw new BoundException("TransactionConflictException", "Transaction is ongoing for the item");
    }

    /// <summary>The entity of a key; <see langword="null"/> where there is none.</summary>
    private async ValueTask<TableEntity?> FindAsync((string Partition, string Row) key, CancellationToken cancel)
    {
        NullableResponse<TableEntity> found = await TryAsync(
            () => table.GetEntityIfExistsAsync<TableEntity>(key.Partition, key.Row, cancellationToken: cancel));
        return found.HasValue ? found.Value : null;
    }

    /// <returns>Whether the entity was as it had been read.</returns>
    private async ValueTask<bool> TryWriteAsync((string Partition, string Row) key, ETag? read, TableEntity? entity, CancellationToken cancel)
    {
        try
        {
            // Where there is nothing to remove, all is well.
            await ((entity, read) switch
            {
                (null, null) => Task.CompletedTask,
                (null, { } etag) => table.DeleteEntityAsync(key.Partition, key.Row, etag, cancel),
                (_, null) => table.AddEntityAsync(entity, cancel),
                (_, { } etag) => table.UpdateEntityAsync(entity, etag, TableUpdateMode.Replace, cancel),
            });
            return true;
        }
        catch (RequestFailedException e) when (IsChanged(e))
        {
            return false;
        }
        catch (RequestFailedException e)
        {
            throw Named(e) ?? Refusals.Of(e.Status, e.ErrorCode, e);
        }
    }

    private static bool IsChanged(RequestFailedException e) => e.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied
        || e.ErrorCode == TableErrorCode.EntityAlreadyExists || e.ErrorCode == TableErrorCode.ResourceNotFound;

    /// <exception cref="BoundException">It could not be done.</exception>
    internal static ValueTask<T> TryAsync<T>(Func<Task<T>> call) => Refusals.TryAsync(call, Named);

    private static BoundException? Named(RequestFailedException e) => e.ErrorCode == TableErrorCode.TableNotFound || e.Status == NotFound
        ? new BoundException("ResourceNotFoundException", "Requested resource not found", inner: e)
        : null;
}
