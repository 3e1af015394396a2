using FunctionsAsl.Core.States;

namespace FunctionsAsl.Core;

/// <summary>Makes the inputs of a Map Run's children of the items that a host reads from files: ItemSelector and ItemBatcher.</summary>
public sealed class MapRunInputs
{
    private readonly DistributedMapState _map;
    private readonly JsonMap _start;
    private readonly MapRunStart _fields;
    private readonly Entropy _entropy;
    private readonly DateTimeOffset _now;
    private Batch? _batch;
    private int _index;

    /// <param name="machine">What the Map Run runs (<see cref="StateMachine.For"/>).</param>
    /// <param name="start">The input of the Map Run's execution.</param>
    /// <param name="seed">What <c>States.UUID</c> and its like draw from.</param>
    /// <param name="now">What <c>$now</c> tells.</param>
    /// <exception cref="FormatException">The input is none of a Map Run.</exception>
    public MapRunInputs(StateMachine machine, JsonAny start, ulong seed, DateTimeOffset now)
    {
        _map = ((MapRunState)machine.Graph.StartAt).Map;
        _fields = MapRunStart.Load(start);
        _start = (JsonMap)start;
        _entropy = new Entropy(seed);
        _now = now;
    }

    /// <summary>The name of the Map state.</summary>
    public string State => _map.Name;

    /// <summary>Whether the children are Express executions.</summary>
    public bool AreExpress => _map.Processor.Type == StateMachineType.Express;

    /// <summary>What is said of results that are too large together.</summary>
    public string TooLarge => Oversize.ResultText(State);

    /// <summary>ItemReader with all that is computed in it; <see langword="null"/> where the items are data of the state: <see cref="Items"/>.</summary>
    public JsonMap? Reader => _fields.Reader;

    /// <summary>ResultWriter with all that is computed in it; <see langword="null"/> where there is none.</summary>
    public JsonMap? Writer => _fields.Writer;

    /// <summary>Whether the results go to a bucket.</summary>
    public bool IsExport => Writer is { } writer && ResultWriter.IsExport(writer);

    /// <summary>The items that are data of the state; of an object each member is an item <c>{"Key", "Value"}</c>.</summary>
    public IEnumerable<JsonAny> Items => _fields.Items is JsonMap members
        ? members.Select(static JsonAny (m) => JsonMap.Of(("Key", m.Key), ("Value", m.Value)))
        : (JsonList)_fields.Items;

    /// <summary>Takes the next item.</summary>
    /// <param name="item">The item; a member of an object as <c>{"Key", "Value"}</c>.</param>
    /// <param name="source">Where it was read from; <see langword="null"/> for data of the state.</param>
    /// <returns>The input of a child that now has all its items, and how many these are; <see langword="null"/> where more are to come.</returns>
    /// <exception cref="StatesException">ItemSelector fails, or what it gives is too large.</exception>
    public (JsonAny Input, int Items)? Add(JsonAny item, string? source)
    {
        try
        {
            return Take(item, source);
        }
        catch (StatesException e) when (e is { NamesNoState: false, Error: not ErrorName.DataLimitExceeded })
        {
            // It failed in the state around the run.
            throw new StatesException(e.Error, FailureRules.Prefix(State, _fields.EnteredEventId) + e.Cause);
        }
        catch (Exception e) when (e is StepBudgetException or JsonDepthException)
        {
            throw new StatesException(ErrorName.Runtime, FailureRules.Prefix(State, _fields.EnteredEventId) + e.Message);
        }
    }

    /// <summary>There are no more items.</summary>
    /// <returns>The input of the last child, where it is not there yet.</returns>
    /// <exception cref="StatesException">It is too large.</exception>
    public (JsonAny Input, int Items)? End()
    {
        Batch? last = _batch;
        _batch = null;
        return last is null ? null : (last.Build(), last.Count);
    }

    private (JsonAny Input, int Items)? Take(JsonAny item, string? source)
    {
        JsonAny input = _map.HasItemSelector ? Select(item, source) : item.WithoutSourceText();
        _index++;
        if (_fields.Batch is not { } limits)
        {
            return (Oversize.RefuseInput(input, State), 1);
        }

        _batch ??= new Batch(limits, State);
        if (_batch.TryAdd(input))
        {
            return null;
        }

        (JsonAny, int)? full = End();
        _batch = new Batch(limits, State);
        _batch.TryAdd(input);
        return full;
    }

    private JsonAny Select(JsonAny item, string? source)
    {
        JsonMap context = MapItem.Read(_index, item, source, isMember: _fields.Items is JsonMap && _fields.Reader is null);
        return _map.ItemInput(_fields.Input, context, new MapRunScope(_start, context, _entropy, _now, new StepBudget())).WithoutSourceText();
    }
}
