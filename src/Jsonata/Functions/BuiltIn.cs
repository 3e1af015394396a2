namespace FunctionsAsl.Jsonata.Functions;

/// <summary>A function of the language.</summary>
internal sealed class BuiltIn(string name, string signature, int arity, Func<JsonAny?[], Evaluation, JsonAny?> body) : FunctionValue
{
    private readonly Signature _signature = Signature.Parse(signature);

    /// <summary>Takes the items of the function's only argument one after the other, where it needs no array of them.</summary>
    public Func<Evaluation, Accumulator>? Accumulator { get; init; }

    public override int Arity => arity;

    public override bool TakesContext => true;

    public override JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, Evaluation run)
    {
        try
        {
            JsonAny? result = body(_signature.Validate(arguments, context, run.Budget), run);
            return result is JsonNumber number ? run.Number(number) : result;
        }
        catch (JsonataException e) when (e.Locate(-1, name))
        {
            throw;
        }
    }
}
