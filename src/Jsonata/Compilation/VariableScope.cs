namespace FunctionsAsl.Jsonata;

/// <summary>How many slots a frame needs, counted while what runs in it is compiled.</summary>
internal sealed class FrameLayout
{
    public int Count { get; set; }
}

/// <summary>Where names of variables are bound, and in which slot of which frame. Several scopes may share a frame.</summary>
internal sealed class VariableScope
{
    private readonly Dictionary<string, int> _slots;

    private VariableScope(VariableScope? parent, FrameLayout layout, bool ownsFrame, Dictionary<string, int>? slots = null)
    {
        _slots = slots ?? new Dictionary<string, int>(StringComparer.Ordinal);
        Parent = parent;
        Layout = layout;
        OwnsFrame = ownsFrame;
    }

    public VariableScope? Parent { get; }

    public FrameLayout Layout { get; }

    /// <summary>Whether what runs in it has a frame of its own, inside that of the parent.</summary>
    public bool OwnsFrame { get; }

    /// <summary>Whether the names are parameters.</summary>
    public int ParameterCount { get; private init; }

    /// <summary>Whether it is one of tuples, in which <c>:=</c> binds nothing.</summary>
    public bool IsOfTuples { get; private init; }

    public static VariableScope CreateRoot() => new(null, new FrameLayout(), ownsFrame: true);

    public static VariableScope CreateInner(VariableScope parent) => new(parent, new FrameLayout(), ownsFrame: true);

    public static VariableScope CreateShared(VariableScope parent) => new(parent, parent.Layout, ownsFrame: false);

    public static VariableScope CreateFunction(VariableScope parent, IReadOnlyList<string> parameters)
    {
        var scope = new VariableScope(parent, new FrameLayout { Count = parameters.Count }, ownsFrame: true)
        {
            ParameterCount = parameters.Count,
        };
        for (int i = 0; i < parameters.Count; i++)
        {
            // Of parameters with one name the last one counts.
            scope._slots[parameters[i]] = i;
        }

        return scope;
    }

    /// <summary>A scope of tuples, whose slot 0 is the value.</summary>
    /// <param name="parent">The scope around.</param>
    /// <param name="outer">The scope whose tuples take in those of this one, and so have the same slots.</param>
    public static VariableScope CreateTuples(VariableScope parent, VariableScope? outer) =>
        new(parent, outer?.Layout ?? new FrameLayout { Count = 1 }, ownsFrame: true, outer?._slots) { IsOfTuples = true };

    public int Declare(string name)
    {
        if (!_slots.TryGetValue(name, out int slot))
        {
            slot = Layout.Count++;
            _slots.Add(name, slot);
        }

        return slot;
    }

    public bool TryFind(string name, out int slot) => _slots.TryGetValue(name, out slot);
}
