namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>
/// Where something stands in its state, as <c>Output/total[0]</c>, or in a document, as <c>$['total'][0]</c>. A chain, so that a long name is not copied for everything inside.
/// </summary>
/// <param name="outer">Where the object or array stands that holds it; <see langword="null"/> for a field itself.</param>
/// <param name="step">The field's name, or the step from <paramref name="outer"/>, as <c>/total</c> or <c>[0]</c>.</param>
public sealed class FieldPlace(FieldPlace? outer, string step)
{
    public FieldPlace(string field)
        : this(null, field)
    {
    }

    private FieldPlace? Outer => outer;

    private string Step => step;

    public FieldPlace Member(string name) => new(this, "/" + name);

    public FieldPlace Item(int index) => new(this, $"[{index}]");

    public override string ToString()
    {
        var steps = new Stack<string>();
        for (FieldPlace? at = this; at is not null; at = at.Outer)
        {
            steps.Push(at.Step);
        }

        return new StringBuilder().AppendJoin("", steps).ToString();
    }
}
