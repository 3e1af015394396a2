namespace FunctionsAsl.Integrations.Azure.Tables;

/// <summary>An update of DynamoDB: SET with sums, if_not_exists and list_append; REMOVE; ADD of numbers.</summary>
internal sealed class ItemUpdate
{
    private readonly Dictionary<string, Func<JsonMap, JsonAny?>> _changes = new(StringComparer.Ordinal);

    private ItemUpdate()
    {
    }

    /// <summary>The attributes that it changes.</summary>
    public IReadOnlyCollection<string> Names => _changes.Keys;

    /// <param name="schema">Whose keys it may not change.</param>
    /// <exception cref="BoundException">It is no update, or has what is not supported.</exception>
    public static ItemUpdate Parse(ExpressionText text, KeySchema schema)
    {
        var update = new ItemUpdate();
        HashSet<string> sections = new(StringComparer.Ordinal);
        while (!text.IsAtEnd)
        {
            string section = text.Take().ToUpperInvariant();
            if (!sections.Add(section))
            {
                throw text.Invalid($"The \"{section}\" section can only be used once in an update expression;");
            }

            do
            {
                update.Add(section, text, schema);
            }
            while (text.TryTake(","));
        }

        return update;
    }

    /// <summary>The item with what it sets, and without what it removes. All is worked out from the item as it was.</summary>
    /// <exception cref="BoundException">A value that it needs is not there, or not of the type.</exception>
    public JsonMap Apply(JsonMap item)
    {
        var changed = new JsonMap.Builder(item.Count + _changes.Count);
        foreach ((string name, JsonAny value) in item.Where(m => !_changes.ContainsKey(m.Key)))
        {
            changed.Set(name, value);
        }

        foreach ((string name, Func<JsonMap, JsonAny?> change) in _changes)
        {
            changed.SetIfPresent(name, change(item));
        }

        return changed.Build();
    }

    private void Add(string section, ExpressionText text, KeySchema schema)
    {
        if (section == "DELETE")
        {
            throw BoundException.Unsupported("DELETE in UpdateExpression is");
        }

        if (section is not ("SET" or "REMOVE" or "ADD"))
        {
            throw text.Invalid($"Syntax error; token: \"{section}\"");
        }

        string name = text.TakeName();
        if (schema.IsKey(name))
        {
            throw Attributes.Invalid($"One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of the key");
        }

        if (!_changes.TryAdd(name, section switch
        {
            "SET" => Assigned(text),
            "ADD" => Added(text, name),
            _ => static _ => null,
        }))
        {
            throw text.Invalid($"Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [{name}], path two: [{name}]");
        }
    }

    private static Func<JsonMap, JsonAny?> Assigned(ExpressionText text)
    {
        text.Expect("=");
        Func<JsonMap, JsonAny> left = Operand(text);
        bool adds = text.TryTake("+");
        if (!adds && !text.TryTake("-"))
        {
            return left;
        }

        Func<JsonMap, JsonAny> right = Operand(text);
        return item => Sum(left(item), right(item), adds ? 1 : -1);
    }

    private static Func<JsonMap, JsonAny?> Added(ExpressionText text, string name)
    {
        JsonAny more = text.TakeValue();
        return Attributes.Type(more) == "N"
            ? item => item[name] is { } there ? Sum(there, more, 1) : more
            : throw BoundException.Unsupported("ADD of anything but a number is");
    }

    private static JsonMap Sum(JsonAny a, JsonAny b, int sign)
    {
        if (Attributes.Type(a) != "N" || Attributes.Type(b) != "N")
        {
            throw Attributes.Invalid("An operand in the update expression has an incorrect data type");
        }

        try
        {
            return Attributes.OfNumber(Attributes.Number(a) + (sign * Attributes.Number(b)));
        }
        catch (OverflowException)
        {
            throw Attributes.Invalid("Number overflow. Attempting to store a number with more digits than are supported");
        }
    }

    private static Func<JsonMap, JsonAny> Operand(ExpressionText text)
    {
        if (text.Following == "(")
        {
            return Function(text);
        }

        if (text.Next.StartsWith(':'))
        {
            JsonAny value = text.TakeValue();
            return _ => value;
        }

        string name = text.TakeName();
        return item => item[name] ?? throw Attributes.Invalid("The provided expression refers to an attribute that does not exist in the item");
    }

    private static Func<JsonMap, JsonAny> Function(ExpressionText text)
    {
        string function = text.Take();
        text.Expect("(");
        Func<JsonMap, JsonAny> value = function switch
        {
            "if_not_exists" => IfNotExists(text),
            "list_append" => ListAppend(text),
            _ => throw text.Unsupported(function),
        };
        text.Expect(")");
        return value;
    }

    private static Func<JsonMap, JsonAny> IfNotExists(ExpressionText text)
    {
        string name = text.TakeName();
        text.Expect(",");
        Func<JsonMap, JsonAny> other = SimpleOperand(text);
        return item => item[name] ?? other(item);
    }

    private static Func<JsonMap, JsonAny> ListAppend(ExpressionText text)
    {
        Func<JsonMap, JsonAny> first = AppendedOperand(text);
        text.Expect(",");
        Func<JsonMap, JsonAny> second = AppendedOperand(text);
        return item => JsonMap.Of(("L", JsonList.Of(ItemsOf(first(item)).Concat(ItemsOf(second(item))))));
    }

    /// <summary>A list is often appended to one that may not be there yet.</summary>
    private static Func<JsonMap, JsonAny> AppendedOperand(ExpressionText text)
    {
        if (text.Next != "if_not_exists")
        {
            return SimpleOperand(text);
        }

        text.Take();
        text.Expect("(");
        Func<JsonMap, JsonAny> value = IfNotExists(text);
        text.Expect(")");
        return value;
    }

    /// <summary>Functions do not nest further: so the depth is bounded.</summary>
    private static Func<JsonMap, JsonAny> SimpleOperand(ExpressionText text) =>
        text.Following == "(" ? throw text.Unsupported(text.Next) : Operand(text);

    private static JsonList ItemsOf(JsonAny list) => Attributes.Type(list) == "L" && Attributes.Content(list) is JsonList items
        ? items
        : throw Attributes.Invalid("Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: list_append");
}
