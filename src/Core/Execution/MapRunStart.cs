namespace FunctionsAsl.Core.Execution;

/// <summary>What a Map Run is started with: the input of its execution.</summary>
/// <param name="Items">What it goes over: an array, or an object whose members are the items.</param>
internal sealed record MapRunStart(JsonAny Items)
{
    /// <summary>The effective input of the Map state, which its ItemSelector reads.</summary>
    public required JsonAny Input { get; init; }

    /// <summary>The context object of the Map state, without <c>Map</c>.</summary>
    public required JsonAny Context { get; init; }

    /// <summary>The variables that the Map state reads.</summary>
    public required JsonMap Variables { get; init; }

    /// <summary>The event with which the state was entered, for texts that name it.</summary>
    public required long EnteredEventId { get; init; }

    public required long MaxConcurrency { get; init; }

    public required long ToleratedFailureCount { get; init; }

    public required double ToleratedFailurePercentage { get; init; }

    /// <summary>How items are batched; <see langword="null"/> where each has a child of its own.</summary>
    public ItemBatch? Batch { get; init; }

    /// <summary>The files that the items stand in (<see cref="States.ItemReader.Evaluate"/>); <see langword="null"/> where they are <see cref="Items"/>.</summary>
    public JsonMap? Reader { get; init; }

    /// <summary>What becomes of the results (<see cref="States.ResultWriter.Evaluate"/>); <see langword="null"/> where they are the result of the state.</summary>
    public JsonMap? Writer { get; init; }

    /// <summary>Whether items or results are in files.</summary>
    public bool IsOverFiles => Reader is not null || Writer is not null;

    public JsonMap ToJson() => new JsonMap.Builder()
        .Set("items", Items)
        .Set("input", Input)
        .Set("context", Context)
        .Set("variables", Variables)
        .Set("enteredEventId", EnteredEventId)
        .Set("maxConcurrency", MaxConcurrency)
        .Set("toleratedFailureCount", ToleratedFailureCount)
        .Set("toleratedFailurePercentage", ToleratedFailurePercentage)
        .SetIfPresent("batch", Batch?.ToJson())
        .SetIfPresent("reader", Reader)
        .SetIfPresent("writer", Writer)
        .Build();

    /// <exception cref="FormatException">This is not what <see cref="ToJson"/> gave.</exception>
    public static MapRunStart Load(JsonAny json)
    {
        var saved = new Saved(json as JsonMap ?? throw new FormatException("A Map Run is started with a JSON object."));
        return new MapRunStart(saved.Json("items"))
        {
            Input = saved.Json("input"),
            Context = saved.Json("context"),
            Variables = saved.Json("variables") as JsonMap ?? throw new FormatException("The variables of a Map Run are an object."),
            EnteredEventId = saved.Integer("enteredEventId"),
            MaxConcurrency = saved.Integer("maxConcurrency"),
            ToleratedFailureCount = saved.Integer("toleratedFailureCount"),
            ToleratedFailurePercentage = saved.Double("toleratedFailurePercentage"),
            Batch = saved.ObjectIfPresent("batch") is { } batch ? ItemBatch.Load(batch) : null,
            Reader = saved.JsonIfPresent("reader") as JsonMap,
            Writer = saved.JsonIfPresent("writer") as JsonMap,
        };
    }
}

/// <summary>How the items of a Distributed Map are batched (DG/input-output-itembatcher).</summary>
/// <param name="MaxItems">Items of a batch.</param>
/// <param name="MaxInputBytes">Bytes of the input of a child, the batch's input included.</param>
/// <param name="Input">What each batch gets besides its items; <see langword="null"/> for nothing.</param>
internal sealed record ItemBatch(long MaxItems, long MaxInputBytes, JsonAny? Input)
{
    public JsonMap ToJson() => new JsonMap.Builder()
        .Set("maxItems", MaxItems)
        .Set("maxInputBytes", MaxInputBytes)
        .SetIfPresent("input", Input)
        .Build();

    public static ItemBatch Load(Saved saved) =>
        new(saved.Integer("maxItems"), saved.Integer("maxInputBytes"), saved.JsonIfPresent("input"));
}
