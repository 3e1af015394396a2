namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>A path some of whose steps bind variables: it carries tuples of a value and what was bound on the way to it.</summary>
/// <param name="before">The steps before the first that binds.</param>
/// <param name="steps">The steps from that one on.</param>
/// <param name="layout">How many slots a tuple has; slot 0 is the value.</param>
internal sealed class TuplePathNode(StepWalk before, TupleStep[] steps, FrameLayout layout) : Node
{
    public bool KeepsSingleton { get; init; }

    /// <summary>Whether it is a step of a path that goes on with its tuples.</summary>
    public bool KeepsTuples { get; init; }

    public GroupConstructor? Group { get; init; }

    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny?[] start = before.Start(input, frame);
        JsonAny? result = start.Length == 0
            ? Group?.Evaluate([], new Frame(run, frame, new JsonAny?[layout.Count]))
            : Finish(Walk(start, frame), frame);
        run.Leave();
        return result;
    }

    private JsonAny? Finish(List<JsonAny?[]> tuples, Frame frame)
    {
        if (Group is not null)
        {
            return Group.EvaluateTuples(tuples, frame);
        }

        return KeepsTuples ? new TupleStream(tuples) : ValuesOf(tuples, frame.Run);
    }

    private JsonAny? ValuesOf(List<JsonAny?[]> tuples, Evaluation run)
    {
        var values = new Sequence(run, tuples.Count);
        foreach (JsonAny?[] tuple in tuples)
        {
            if (tuple[0] is { } value)
            {
                values.Add(value);
            }
        }

        return values.ToValue(KeepsSingleton);
    }

    private List<JsonAny?[]> Walk(JsonAny?[] start, Frame frame)
    {
        var tuples = new List<JsonAny?[]>(start.Length);
        foreach (JsonAny? value in start)
        {
            var tuple = new JsonAny?[layout.Count];
            tuple[0] = value;
            tuples.Add(tuple);
        }

        for (int i = 0; i < steps.Length; i++)
        {
            Charge(frame.Run, tuples.Count, layout.Count);
            tuples = Apply(steps[i], tuples, frame);
        }

        return tuples;
    }

    private static List<JsonAny?[]> Apply(TupleStep step, List<JsonAny?[]> tuples, Frame frame)
    {
        List<JsonAny?[]> result = step.Node is null ? Sort(step, tuples, frame) : Expand(step, step.Node, tuples, frame);
        foreach (TupleStage stage in step.Stages)
        {
            result = stage.Apply(result, frame);
        }

        return result;
    }

    private static List<JsonAny?[]> Sort(TupleStep step, List<JsonAny?[]> tuples, Frame frame)
    {
        List<JsonAny?[]> sorted = tuples.Count < 2
            ? tuples
            : [.. new SortOrder(step.Terms, step.Position, tuples.Count, frame.Run).Sort(tuples, frame).Select(i => tuples[i])];
        if (step.IndexSlot > 0)
        {
            for (int i = 0; i < sorted.Count; i++)
            {
                sorted[i][step.IndexSlot] = JsonNumber.Of(i);
            }
        }

        return sorted;
    }

    private static List<JsonAny?[]> Expand(TupleStep step, Node node, List<JsonAny?[]> tuples, Frame frame)
    {
        var result = new List<JsonAny?[]>(tuples.Count);
        foreach (JsonAny?[] tuple in tuples)
        {
            JsonAny? value = node.Evaluate(tuple[0], new Frame(frame.Run, frame, tuple));
            if (value is null)
            {
                continue;
            }

            if (value is TupleStream inner)
            {
                Charge(frame.Run, inner.Tuples.Count, tuple.Length);
                result.AddRange(inner.Tuples.Select(merged => Merge(tuple, merged)));
                continue;
            }

            ReadOnlySpan<JsonAny> items = Sequence.ItemsOf(ref value);
            Charge(frame.Run, items.Length, tuple.Length);
            for (int i = 0; i < items.Length; i++)
            {
                result.Add(step.Bind(tuple, items[i], i));
            }
        }

        return result;
    }

    private static void Charge(Evaluation run, int tuples, int slots)
    {
        run.Spend((long)tuples * slots);
        run.Memory.TakePlaces((long)tuples * (slots + 4));
    }

    private static JsonAny?[] Merge(JsonAny?[] outer, JsonAny?[] inner)
    {
        var merged = (JsonAny?[])outer.Clone();
        for (int slot = 0; slot < merged.Length; slot++)
        {
            merged[slot] = inner[slot] ?? merged[slot];
        }

        return merged;
    }
}

/// <summary>A step of a path of tuples. A slot of 0 stands for none.</summary>
internal sealed class TupleStep
{
    /// <summary>What is evaluated for each tuple; <see langword="null"/> where the step sorts.</summary>
    public required Node? Node { get; init; }

    public required SortTerm[] Terms { get; init; }

    public required int Position { get; init; }

    /// <summary>Where <c>@</c> binds what is found; the value stays what it is.</summary>
    public required int FocusSlot { get; init; }

    /// <summary>Where <c>#</c> binds the position.</summary>
    public required int IndexSlot { get; init; }

    /// <summary>Where the value that the step starts from is kept for a parent operator.</summary>
    public required int AncestorSlot { get; init; }

    public required TupleStage[] Stages { get; init; }

    public JsonAny?[] Bind(JsonAny?[] tuple, JsonAny value, int index)
    {
        var bound = (JsonAny?[])tuple.Clone();
        bound[FocusSlot] = value;
        if (IndexSlot > 0)
        {
            bound[IndexSlot] = JsonNumber.Of(index);
        }

        if (AncestorSlot > 0)
        {
            bound[AncestorSlot] = tuple[0];
        }

        return bound;
    }
}

/// <summary>A predicate over tuples, or the binding of their positions.</summary>
internal sealed record TupleStage(Stage? Predicate, int IndexSlot)
{
    public List<JsonAny?[]> Apply(List<JsonAny?[]> tuples, Frame frame)
    {
        if (Predicate is null)
        {
            for (int i = 0; i < tuples.Count; i++)
            {
                tuples[i][IndexSlot] = JsonNumber.Of(i);
            }

            return tuples;
        }

        var passed = new List<JsonAny?[]>();
        for (int i = 0; i < tuples.Count; i++)
        {
            var bound = new Frame(frame.Run, frame, tuples[i]);
            for (int times = Predicate.Select(tuples[i][0], i, tuples.Count, bound); times > 0; times--)
            {
                passed.Add(tuples[i]);
            }
        }

        return passed;
    }
}

/// <summary>The values of a path together with what was bound on the way to each: a tuple's slot 0 is the value.</summary>
internal sealed class TupleStream(List<JsonAny?[]> tuples) : Marker
{
    public List<JsonAny?[]> Tuples { get; } = tuples;
}
