namespace FunctionsAsl.Core.States;

/// <summary>
/// The branches of an execution while an event is applied: clones of those that it touches, and which of them can go on. Nothing of
/// the state that it began with changes.
/// </summary>
internal sealed class Workspace(ExecutionState before)
{
    // Those that are gone are null.
    private readonly Dictionary<string, Branch?> _edited = new(StringComparer.Ordinal);
    private readonly Queue<Branch> _ready = new();

    /// <summary>Bytes of all variables of all branches.</summary>
    public long VariableBytes { get; private set; } = before.VariableBytes;

    /// <summary>Ids of the branches that have changed, or come, or gone.</summary>
    public IReadOnlyCollection<string> Changed => _edited.Keys;

    /// <summary>Ids of those that can go on, in this order.</summary>
    public IEnumerable<string> Ready => _ready.Select(static b => b.Id);

    /// <summary>The branches as they are now, in no order.</summary>
    public IEnumerable<Branch> All => before.Branches.IsEmpty
        ? _edited.Values.OfType<Branch>()
        : before.Branches.Values.Where(b => !_edited.ContainsKey(b.Id)).Concat(_edited.Values.OfType<Branch>());

    /// <summary>The branch as it is now, or <see langword="null"/> where it is gone.</summary>
    public Branch? Find(string id) =>
        _edited.TryGetValue(id, out Branch? edited) ? edited : before.Branches.GetValueOrDefault(id);

    /// <summary>The branch, for changing it; <see langword="null"/> where it is gone.</summary>
    public Branch? Edit(string id)
    {
        if (_edited.TryGetValue(id, out Branch? edited))
        {
            return edited;
        }

        Branch? branch = before.Branches.GetValueOrDefault(id)?.Clone();
        if (branch is not null)
        {
            _edited[id] = branch;
        }

        return branch;
    }

    /// <summary>Whether this is the branch that was opened or is edited under its id, and not one that has made room for it.</summary>
    public bool IsEdited(Branch branch) => _edited.GetValueOrDefault(branch.Id) == branch;

    /// <summary>Opens a branch; it runs when the branch that opened it has come to rest.</summary>
    public Branch Open(Branch? parent, int index, State start, JsonAny input, JsonMap? mapItem, long previousEventId)
    {
        var branch = new Branch
        {
            Id = parent?.Position.Child(index) ?? "",
            ParentId = parent?.Id,
            Index = index,
            StateName = start.NameJson,
            Input = input,
            MapItem = mapItem,
            LastEventId = previousEventId,
        };
        _edited[branch.Id] = branch;
        MakeReady(branch);
        return branch;
    }

    /// <summary>The branch has ended: from here on it only keeps its output, for its siblings' sake.</summary>
    public void Close(Branch branch)
    {
        Forget(branch);
        branch.Variables = ImmutableDictionary<string, JsonAny>.Empty;
        branch.Waiting = Waiting.OverAndDone;
    }

    /// <summary>Nothing more is to be known of the branch.</summary>
    public void Remove(Branch branch)
    {
        Forget(branch);
        _edited[branch.Id] = null;
    }

    /// <summary>The outputs of a branch's children, in order; the children are gone afterwards.</summary>
    public JsonList Collect(Branch parent, int count)
    {
        var outputs = new JsonAny[count];
        bool verbatim = false;
        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            Branch child = Find(parent.Position.Child(i))!;
            outputs[i] = child.Output!;
            verbatim |= child.Output!.SourceText is not null;
            bytes += child.Output!.Utf8Length;
            Remove(child);
        }

        if (!verbatim)
        {
            return JsonList.Adopt(outputs);
        }

        // Thousands of branches may pass on one large input: a text of all of them would not fit into memory, nor into any output.
        return bytes <= Limits.PayloadBytes
            ? JsonList.Verbatim(outputs)
            : JsonList.Adopt(Array.ConvertAll(outputs, static output => output.WithoutSourceText()));
    }

    /// <summary>Has the branch go on when those before it have come to rest.</summary>
    public void MakeReady(Branch branch) => _ready.Enqueue(branch);

    public Branch? TakeReady() => _ready.TryDequeue(out Branch? next) ? next : null;

    /// <summary>Assigns variables of the branch.</summary>
    /// <returns>Bytes of their values.</returns>
    /// <exception cref="StatesException">They are too large, or nested too deeply.</exception>
    public long Assign(Branch branch, JsonMap assigned)
    {
        long bytes = 0;
        ImmutableDictionary<string, JsonAny>.Builder variables = branch.Variables.ToBuilder();
        long total = VariableBytes;
        foreach ((string name, JsonAny value) in assigned)
        {
            Oversize.RefuseDepth(value);
            bytes += value.Utf8Length;
            total += value.Utf8Length - (variables.TryGetValue(name, out JsonAny? old) ? old.Utf8Length : 0);
            variables[name] = value;
        }

        if (bytes > Limits.AssignedBytes)
        {
            throw new StatesException(
                ErrorName.Runtime, $"The variables assigned by the state exceed the limit of {Limits.AssignedBytes} bytes.");
        }

        if (total > Limits.VariableBytes)
        {
            throw new StatesException(
                ErrorName.Runtime,
                $"Execution total variable size limit exceeded. State '{branch.StateName.Value}' assigned variables that exceed the total "
                + $"execution limit by {total - Limits.VariableBytes} bytes.");
        }

        VariableBytes = total;
        branch.Variables = variables.ToImmutable();
        return bytes;
    }

    public ImmutableDictionary<string, Branch> ToBranches()
    {
        ImmutableDictionary<string, Branch>.Builder branches = before.Branches.ToBuilder();
        foreach ((string id, Branch? branch) in _edited)
        {
            if (branch is null)
            {
                branches.Remove(id);
            }
            else
            {
                branches[id] = branch;
            }
        }

        return branches.ToImmutable();
    }

    private void Forget(Branch branch)
    {
        foreach (JsonAny value in branch.Variables.Values)
        {
            VariableBytes -= value.Utf8Length;
        }
    }
}
