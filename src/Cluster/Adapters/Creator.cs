using DurableTask.Core;

namespace FunctionsAsl.Cluster.Adapters;

/// <summary>Has the engine make something of a name, which has no version, as often as it needs one.</summary>
internal sealed class Creator<T> : ObjectCreator<T>
{
    private readonly Func<T> _create;

    public Creator(string name, Func<T> create)
    {
        Name = name;
        Version = "";
        _create = create;
    }

    public override T Create() => _create();
}
