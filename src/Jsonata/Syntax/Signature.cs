namespace FunctionsAsl.Jsonata.Syntax;

/// <summary>
/// What arguments a function takes, as <c>&lt;s-n?:s&gt;</c> says it (https://docs.jsonata.org/embedding-extending). Arguments are matched
/// to parameters as a regular expression would match their types.
/// </summary>
internal sealed class Signature
{
    private readonly Parameter[] _parameters;

    private Signature(Parameter[] parameters) => _parameters = parameters;

    [Flags]
    private enum Types : byte
    {
        None = 0,
        String = 1,
        Number = 2,
        Boolean = 4,
        Null = 8,
        Array = 16,
        Object = 32,
        Function = 64,

        /// <summary>No value at all, which any parameter but a function takes.</summary>
        Missing = 128,
        Json = String | Number | Boolean | Null | Array | Object | Missing,
        Any = Json | Function,
    }

    /// <param name="text">The signature, brackets included.</param>
    /// <param name="position">Where it stands in the expression.</param>
    /// <exception cref="JsonataException">A type parameter stands where none may.</exception>
    public static Signature Parse(string text, int position = 0)
    {
        var parameters = new List<Parameter>();
        for (int at = 1; at < text.Length && text[at] != ':'; at++)
        {
            char c = text[at];
            switch (c)
            {
                case 's' or 'n' or 'b' or 'l' or 'o':
                    parameters.Add(new Parameter(TypeOf(c) | Types.Missing));
                    break;
                case 'a':
                    parameters.Add(new Parameter(Types.Any) { IsArray = true });
                    break;
                case 'f':
                    parameters.Add(new Parameter(Types.Function) { TakesItemType = true });
                    break;
                case 'j':
                    parameters.Add(new Parameter(Types.Json));
                    break;
                case 'x':
                    parameters.Add(new Parameter(Types.Any));
                    break;
                case '-' when parameters.Count > 0:
                    parameters[^1] = parameters[^1] with { IsOptional = true, TakesContext = true };
                    break;
                case '?' when parameters.Count > 0:
                    parameters[^1] = parameters[^1] with { IsOptional = true };
                    break;
                case '+' when parameters.Count > 0:
                    parameters[^1] = parameters[^1] with { Repeats = true };
                    break;
                case '(':
                    int close = FindClose(text, at, '(', ')');
                    string choice = text[(at + 1)..close];
                    if (choice.Contains('<'))
                    {
                        throw new JsonataException("S0402", position + at, value: choice);
                    }

                    parameters.Add(new Parameter(choice.Aggregate(Types.Missing, static (types, type) => types | TypeOf(type))));
                    at = close;
                    break;
                case '<':
                    if (parameters.Count == 0 || parameters[^1] is { IsArray: false, TakesItemType: false })
                    {
                        throw new JsonataException("S0401", position + at);
                    }

                    int end = FindClose(text, at, '<', '>');
                    parameters[^1] = parameters[^1] with { ItemType = text[(at + 1)..end] };
                    at = end;
                    break;
            }
        }

        return new Signature([.. parameters]);
    }

    /// <summary>The arguments as the function takes them: as many as it has parameters, absent ones <see langword="null"/>.</summary>
    /// <param name="arguments">What was passed.</param>
    /// <param name="context">What stands in for an argument that is left out.</param>
    /// <param name="budget">What bounds the work.</param>
    /// <exception cref="JsonataException">The arguments do not fit: T0410, T0411, T0412.</exception>
    public JsonAny?[] Validate(JsonAny?[] arguments, JsonAny? context, StepBudget budget)
    {
        Span<int> counts = stackalloc int[_parameters.Length];
        if (!Match(arguments, 0, 0, counts, budget))
        {
            throw Mismatch(arguments);
        }

        JsonAny?[] validated = IsOneToOne(counts) && arguments.Length == counts.Length
            ? arguments
            : new JsonAny?[Math.Max(_parameters.Length, arguments.Length + counts.Count(0))];
        int from = 0;
        int to = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            Parameter parameter = _parameters[i];
            if (counts[i] == 0)
            {
                // What is left out without a context takes the next argument away from its parameter; so does the reference.
                validated[to++] = parameter.TakesContext ? Context(parameter, context, from) : At(arguments, from++);
            }

            for (int taken = 0; taken < counts[i]; taken++)
            {
                JsonAny? argument = At(arguments, from);
                validated[to++] = parameter.IsArray ? AsArray(parameter, argument, from, budget) : argument;
                from++;
            }
        }

        return validated;
    }

    private static JsonAny? At(JsonAny?[] arguments, int index) => index < arguments.Length ? arguments[index] : null;

    private static bool IsOneToOne(Span<int> counts) => !counts.ContainsAnyExcept(1);

    private static JsonAny? Context(Parameter parameter, JsonAny? context, int index) =>
        (parameter.Types & TypeOf(context)) != Types.None
            ? context
            : throw new JsonataException("T0411", value: context) { Index = index + 1 };

    private static JsonAny? AsArray(Parameter parameter, JsonAny? argument, int index, StepBudget budget)
    {
        if (argument is null)
        {
            return null;
        }

        if (parameter.ItemType is { } type && !Fits(argument, type, budget))
        {
            throw new JsonataException("T0412", value: argument) { Index = index + 1, Other = Plural(type) };
        }

        return argument is JsonList ? argument : JsonList.Of(argument);
    }

    private static bool Fits(JsonAny argument, string type, StepBudget budget)
    {
        // Of nested types, as in a<a<n>>, the reference implementation too looks at the outermost only.
        Types expected = type.Length == 0 ? Types.None : TypeOf(type[0]);
        if (argument is not JsonList array)
        {
            return type.Length == 1 && TypeOf(argument) == expected;
        }

        budget.Spend(array.Count / 4);
        foreach (JsonAny item in array.Items)
        {
            if (TypeOf(item) != expected)
            {
                return false;
            }
        }

        return true;
    }

    private static JsonString? Plural(string type) => type switch
    {
        "a" => new JsonString("arrays"),
        "b" => new JsonString("booleans"),
        "f" => new JsonString("functions"),
        "n" => new JsonString("numbers"),
        "o" => new JsonString("objects"),
        "s" => new JsonString("strings"),
        _ => null,
    };

    private static Types TypeOf(char symbol) => symbol switch
    {
        's' => Types.String,
        'n' => Types.Number,
        'b' => Types.Boolean,
        'l' => Types.Null,
        'a' => Types.Array,
        'o' => Types.Object,
        'f' => Types.Function,
        _ => Types.None,
    };

    private static Types TypeOf(JsonAny? value) => value switch
    {
        null => Types.Missing,
        JsonString => Types.String,
        JsonNumber => Types.Number,
        JsonBoolean => Types.Boolean,
        JsonList => Types.Array,
        JsonMap => Types.Object,
        JsonNull => Types.Null,
        _ => Types.Function,
    };

    private static int FindClose(string text, int open, char opening, char closing)
    {
        int depth = 1;
        int at = open;
        while (depth > 0 && ++at < text.Length)
        {
            depth += text[at] == opening ? 1 : text[at] == closing ? -1 : 0;
        }

        return Math.Min(at, text.Length - 1);
    }

    /// <summary>Finds how many arguments each parameter takes, as many as possible from the left on.</summary>
    private bool Match(JsonAny?[] arguments, int parameter, int argument, Span<int> counts, StepBudget budget)
    {
        if (parameter == _parameters.Length)
        {
            return argument == arguments.Length;
        }

        Parameter p = _parameters[parameter];
        int most = 0;
        int limit = p.Repeats ? arguments.Length - argument : 1;
        while (most < limit && argument + most < arguments.Length && (p.Types & TypeOf(arguments[argument + most])) != Types.None)
        {
            most++;
        }

        for (int count = most; count >= (p.IsOptional ? 0 : 1); count--)
        {
            // Where it is not the first try, there may be any number.
            budget.Spend(most - count);
            counts[parameter] = count;
            if (Match(arguments, parameter + 1, argument + count, counts, budget))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Names the first argument that does not fit the parameters up to it.</summary>
    private JsonataException Mismatch(JsonAny?[] arguments)
    {
        int fitting = 0;
        foreach (Parameter parameter in _parameters)
        {
            bool fits = fitting < arguments.Length && (parameter.Types & TypeOf(arguments[fitting])) != Types.None;
            if (!fits && !parameter.IsOptional)
            {
                break;
            }

            do
            {
                fitting += fits ? 1 : 0;
                fits = fitting < arguments.Length && (parameter.Types & TypeOf(arguments[fitting])) != Types.None;
            }
            while (parameter.Repeats && fits);
        }

        return new JsonataException("T0410", value: fitting < arguments.Length ? arguments[fitting] : null) { Index = fitting + 1 };
    }

    private sealed record Parameter(Types Types)
    {
        public bool IsArray { get; init; }

        public bool TakesItemType { get; init; }

        public string? ItemType { get; init; }

        public bool IsOptional { get; init; }

        public bool Repeats { get; init; }

        public bool TakesContext { get; init; }
    }
}
