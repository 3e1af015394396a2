namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>How many slots a frame needs, counted while what runs in it is compiled.</summary>
internal sealed class FrameLayout
{
    public int Count { get; set; }
}

/// <summary>Where names of variables are bound, and in which slot of which frame. Several scopes may share a frame.</summary>
internal sealed class BindingScope
{
    private readonly Dictionary<string, int> _slots;

    private BindingScope(BindingScope? parent, FrameLayout layout, bool ownsFrame, Dictionary<string, int>? slots = null)
    {
        _slots = slots ?? new Dictionary<string, int>(StringComparer.Ordinal);
        Parent = parent;
        Layout = layout;
        OwnsFrame = ownsFrame;
    }

    public BindingScope? Parent { get; }

    public FrameLayout Layout { get; }

    /// <summary>Whether what runs in it has a frame of its own, inside that of the parent.</summary>
    public bool OwnsFrame { get; }

    /// <summary>Whether the names are parameters.</summary>
    public int ParameterCount { get; private init; }

    /// <summary>Whether it is one of tuples, in which <c>:=</c> binds nothing.</summary>
    public bool IsOfTuples { get; private init; }

    public static BindingScope CreateRoot() => new(null, new FrameLayout(), ownsFrame: true);

    public static BindingScope CreateInner(BindingScope parent) => new(parent, new FrameLayout(), ownsFrame: true);

    public static BindingScope CreateShared(BindingScope parent) => new(parent, parent.Layout, ownsFrame: false);

    public static BindingScope CreateFunction(BindingScope parent, IReadOnlyList<string> parameters)
    {
        var scope = new BindingScope(parent, new FrameLayout { Count = parameters.Count }, ownsFrame: true)
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
    public static BindingScope CreateTuples(BindingScope parent, BindingScope? outer) =>
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
