namespace FunctionsAsl.Jsonata.Language;

/// <summary>A scope whose contents are all given. It is for one evaluation at a time: what is drawn and spent goes on.</summary>
/// <param name="now">What <c>$now()</c> and <c>$millis()</c> tell.</param>
/// <param name="seed">What <c>$random()</c>, <c>$uuid()</c> and <c>$shuffle()</c> draw from: the same seed draws the same.</param>
/// <param name="variables">Values by their names, without <c>$</c>; <see langword="null"/> for none.</param>
public sealed class FixedScope(DateTimeOffset now, ulong seed, IReadOnlyDictionary<string, JsonAny>? variables = null) : JsonataScope
{
    public override DateTimeOffset Now => now;

    public override Entropy Entropy { get; } = new(seed);

    public override StepBudget Steps { get; } = new();

    public override JsonAny? Variable(string name) => variables?.GetValueOrDefault(name);
}
