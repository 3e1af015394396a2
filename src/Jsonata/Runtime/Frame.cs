namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>
/// The variables of one call of a function, of one run of a block or of one tuple. A slot without a value has not been bound yet;
/// one that was bound to nothing holds <see cref="Undefined"/>.
/// </summary>
internal sealed class Frame(Evaluation run, Frame? parent, JsonAny?[] slots)
{
    public readonly Evaluation Run = run;
    public readonly Frame? Parent = parent;
    public readonly JsonAny?[] Slots = slots;

    public Frame Up(int hops)
    {
        Frame frame = this;
        for (; hops > 0; hops--)
        {
            frame = frame.Parent!;
        }

        return frame;
    }
}
