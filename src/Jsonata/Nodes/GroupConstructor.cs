namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>An object constructor that groups what it is applied to by the names it computes.</summary>
internal sealed class GroupConstructor((Node Name, Node Value)[] pairs, int position)
{
    // What a group takes beside its items, in places: the group, its entries in tables, and the member that comes of it.
    private const int GroupSize = 32;

    public Node ValueAt(int index) => pairs[index].Value;

    public JsonMap Evaluate(ReadOnlySpan<JsonAny> items, Frame frame)
    {
        // The constructor makes one object of nothing, too.
        JsonAny? nothing = null;
        ReadOnlySpan<JsonAny> grouped = items.IsEmpty ? System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref nothing!, 1) : items;
        var groups = new Groups(frame.Run);
        frame.Run.Spend(grouped.Length);
        foreach (JsonAny item in grouped)
        {
            for (int i = 0; i < pairs.Length; i++)
            {
                if (NameOf(pairs[i].Name.Evaluate(item, frame)) is { } name)
                {
                    groups.Find(name, i, position).Add(item);
                }
            }
        }

        var result = new JsonMap.Builder(groups.All.Count);
        foreach (Group group in groups.All)
        {
            result.SetIfPresent(group.Name, pairs[group.Pair].Value.Evaluate(group.Data(), frame));
        }

        return result.Build();
    }

    /// <summary>As <see cref="Evaluate"/>, for the tuples of a path.</summary>
    public JsonMap EvaluateTuples(List<JsonAny?[]> tuples, Frame frame)
    {
        var groups = new Groups(frame.Run);
        var members = new Dictionary<Group, List<JsonAny?[]>>();
        foreach (JsonAny?[] tuple in tuples)
        {
            var bound = new Frame(frame.Run, frame, tuple);
            for (int i = 0; i < pairs.Length; i++)
            {
                if (NameOf(pairs[i].Name.Evaluate(tuple[0], bound)) is { } name)
                {
                    Group group = groups.Find(name, i, position);
                    if (!members.TryGetValue(group, out List<JsonAny?[]>? list))
                    {
                        members.Add(group, list = []);
                    }

                    list.Add(tuple);
                }
            }
        }

        var result = new JsonMap.Builder(groups.All.Count);
        foreach (Group group in groups.All)
        {
            JsonAny?[] merged = Merge(members[group], frame.Run);
            result.SetIfPresent(group.Name, pairs[group.Pair].Value.Evaluate(merged[0], new Frame(frame.Run, frame, merged)));
        }

        return result.Build();
    }

    /// <summary>One tuple of all of a group: each variable has all values.</summary>
    private static JsonAny?[] Merge(List<JsonAny?[]> tuples, Evaluation run)
    {
        if (tuples.Count == 1)
        {
            return tuples[0];
        }

        run.Spend((long)tuples.Count * tuples[0].Length);
        var merged = new JsonAny?[tuples[0].Length];
        for (int slot = 0; slot < merged.Length; slot++)
        {
            var all = new Group("", 0, run);
            foreach (JsonAny?[] tuple in tuples)
            {
                if (tuple[slot] is { } value)
                {
                    all.Add(value);
                }
            }

            merged[slot] = all.Data();
        }

        return merged;
    }

    private string? NameOf(JsonAny? name) => name switch
    {
        null => null,
        JsonString text => text.Value,
        _ => throw new JsonataException("T1003", position, value: name),
    };

    private sealed class Groups(Evaluation run)
    {
        private readonly Dictionary<string, Group> _byName = new(StringComparer.Ordinal);

        public List<Group> All { get; } = [];

        public Group Find(string name, int pair, int position)
        {
            if (!_byName.TryGetValue(name, out Group? group))
            {
                run.Memory.TakePlaces(GroupSize);
                group = new Group(name, pair, run);
                _byName.Add(name, group);
                All.Add(group);
            }

            return group.Pair == pair ? group : throw new JsonataException("D1009", position, value: name);
        }
    }

    private sealed class Group(string name, int pair, Evaluation run)
    {
        private Sequence _items = new(run);
        private JsonAny? _first;
        private int _count;

        public string Name => name;

        public int Pair => pair;

        public void Add(JsonAny? item)
        {
            if (_count++ == 0)
            {
                _first = item;
                return;
            }

            if (_count == 2)
            {
                _items.AddRange(Sequence.ItemsOf(ref _first!));
            }

            _items.AddRange(Sequence.ItemsOf(ref item!));
        }

        /// <summary>The only item, or an array of all; items that are arrays are joined.</summary>
        public JsonAny? Data() => _count <= 1 ? _first : _items.ToArray(JsonMarks.None);
    }
}

/// <summary>An object constructor that stands by itself.</summary>
/// <param name="group">What it does in general.</param>
/// <param name="shape">The names, where all are literals and no two the same.</param>
internal sealed class ObjectNode(GroupConstructor group, JsonShape? shape) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny result = shape is null || input is JsonList
            ? group.Evaluate(Sequence.ItemsOf(ref input!), frame)
            : Construct(shape, input, frame);
        run.Leave();
        return result;
    }

    private JsonMap Construct(JsonShape names, JsonAny? input, Frame frame)
    {
        frame.Run.Memory.TakePlaces(names.Count);
        var values = new JsonAny?[names.Count];
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = group.ValueAt(i).Evaluate(input, frame);
            count += values[i] is null ? 0 : 1;
        }

        return count == values.Length ? JsonMap.Adopt(names, values!) : JsonMap.OfPresent(names, values);
    }
}
