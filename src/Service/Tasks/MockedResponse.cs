namespace FunctionsAsl.Service.Tasks;

/// <summary>What a mocked state answers, by the number of the attempt.</summary>
internal sealed class MockedResponse
{
    private readonly string _name;
    private readonly (int First, int Last, TaskOutcome Outcome)[] _attempts;

    private MockedResponse(string name, (int, int, TaskOutcome)[] attempts)
    {
        _name = name;
        _attempts = attempts;
    }

    /// <exception cref="FormatException">With the place and the reason.</exception>
    public static MockedResponse Read(string name, JsonMap attempts)
    {
        List<(int First, int Last, TaskOutcome Outcome)> read = [];
        foreach ((string range, JsonAny answer) in attempts)
        {
            (int first, int last) = Range(range) ?? throw new FormatException(
                $"\"{range}\" is neither the number of an attempt, as \"0\", nor a range of them, as \"1-2\".");
            if (read.Any(r => first <= r.Last && last >= r.First))
            {
                throw new FormatException($"The attempts of \"{range}\" have an answer already.");
            }

            read.Add((first, last, Outcome(answer) ?? throw new FormatException(
                $"\"{range}\" must have either \"Return\" or \"Throw\" with the texts \"Error\" and \"Cause\".")));
        }

        return new MockedResponse(name, [.. read.OrderBy(static r => r.First)]);
    }

    /// <param name="attempt">Counts from 0.</param>
    public TaskOutcome At(int attempt)
    {
        foreach ((int first, int last, TaskOutcome outcome) in _attempts)
        {
            if (attempt >= first && attempt <= last)
            {
                return outcome;
            }
        }

        return new TaskOutcome.Failed(
            ErrorName.Runtime,
            string.Create(CultureInfo.InvariantCulture, $"The mocked response '{_name}' has no answer for the attempt {attempt}."));
    }

    private static (int First, int Last)? Range(string text)
    {
        string[] ends = text.Split('-');
        return ends.Length <= 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            && first <= last
            ? (first, last)
            : null;
    }

    private static TaskOutcome? Outcome(JsonAny answer)
    {
        if (answer is not JsonMap { Count: 1 } members)
        {
            return null;
        }

        return (members["Return"], members["Throw"]) switch
        {
            ({ } value, _) => new TaskOutcome.Succeeded(value),
            (_, JsonMap thrown) when thrown["Error"] is JsonString error && thrown["Cause"] is JsonString or null =>
                new TaskOutcome.Failed(error.Value, (thrown["Cause"] as JsonString)?.Value),
            _ => null,
        };
    }
}
