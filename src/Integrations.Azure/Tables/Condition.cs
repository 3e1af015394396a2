namespace FunctionsAsl.Integrations.Azure.Tables;

/// <summary>A condition of DynamoDB on one item: comparisons, BETWEEN, IN, four functions, and AND, OR and NOT of these.</summary>
internal static class Condition
{
    /// <summary>DynamoDB has 300 operators in an expression; parentheses count here, too.</summary>
    private const int Deepest = 100;

    /// <param name="expression">Read to its end.</param>
    /// <exception cref="BoundException">It is no condition, or has what is not supported.</exception>
    public static Func<JsonMap, bool> Parse(ExpressionText expression)
    {
        Func<JsonMap, bool> condition = Or(expression, 0);
        return expression.IsAtEnd ? condition : throw expression.Broken();
    }

    private static Func<JsonMap, bool> Or(ExpressionText text, int depth)
    {
        List<Func<JsonMap, bool>> parts = [And(text, depth)];
        while (text.TryTake("OR"))
        {
            parts.Add(And(text, depth));
        }

        return parts.Count == 1 ? parts[0] : item => parts.Exists(part => part(item));
    }

    private static Func<JsonMap, bool> And(ExpressionText text, int depth)
    {
        List<Func<JsonMap, bool>> parts = [Not(text, depth)];
        while (text.TryTake("AND"))
        {
            parts.Add(Not(text, depth));
        }

        return parts.Count == 1 ? parts[0] : item => parts.TrueForAll(part => part(item));
    }

    private static Func<JsonMap, bool> Not(ExpressionText text, int depth)
    {
        if (depth > Deepest)
        {
            throw text.Invalid("The expression is nested too deep");
        }

        if (text.TryTake("NOT"))
        {
            Func<JsonMap, bool> part = Not(text, depth + 1);
            return item => !part(item);
        }

        if (!text.TryTake("("))
        {
            return text.Following == "(" && char.IsLetter(text.Next[0]) ? Function(text) : Comparison(text);
        }

        Func<JsonMap, bool> inner = Or(text, depth + 1);
        text.Expect(")");
        return inner;
    }

    private static Func<JsonMap, bool> Function(ExpressionText text)
    {
        string function = text.Take();
        text.Expect("(");
        Func<JsonMap, bool> condition;
        switch (function)
        {
            case "attribute_exists":
                string wanted = text.TakeName();
                condition = item => item.Contains(wanted);
                break;
            case "attribute_not_exists":
                string unwanted = text.TakeName();
                condition = item => !item.Contains(unwanted);
                break;
            case "begins_with":
                condition = Pair(text, Attributes.BeginsWith);
                break;
            case "contains":
                condition = Pair(text, Attributes.Contains);
                break;
            default:
                throw text.Unsupported(function);
        }

        text.Expect(")");
        return condition;
    }

    private static Func<JsonMap, bool> Pair(ExpressionText text, Func<JsonAny, JsonAny, bool> test)
    {
        Func<JsonMap, JsonAny?> value = Operand(text);
        text.Expect(",");
        Func<JsonMap, JsonAny?> part = Operand(text);
        return item => value(item) is { } a && part(item) is { } b && test(a, b);
    }

    private static Func<JsonMap, bool> Comparison(ExpressionText text)
    {
        Func<JsonMap, JsonAny?> left = Operand(text);
        if (text.TryTake("BETWEEN"))
        {
            Func<JsonMap, JsonAny?> low = Operand(text);
            text.Expect("AND");
            Func<JsonMap, JsonAny?> high = Operand(text);
            return item => Order(left(item), low(item)) >= 0 && Order(left(item), high(item)) <= 0;
        }

        if (text.TryTake("IN"))
        {
            text.Expect("(");
            List<Func<JsonMap, JsonAny?>> values = [Operand(text)];
            while (text.TryTake(","))
            {
                values.Add(Operand(text));
            }

            text.Expect(")");
            return item => values.Exists(value => AreEqual(left(item), value(item)));
        }

        string comparator = text.Take();
        Func<JsonMap, JsonAny?> right = Operand(text);
        return comparator switch
        {
            "=" => item => AreEqual(left(item), right(item)),
            // DynamoDB: what is not there is not equal, either way; two that are of other types are different.
            "<>" => item => left(item) is { } a && right(item) is { } b ? !Attributes.AreEqual(a, b) : left(item) is not null || right(item) is not null,
            "<" => item => Order(left(item), right(item)) < 0,
            "<=" => item => Order(left(item), right(item)) <= 0,
            ">" => item => Order(left(item), right(item)) > 0,
            ">=" => item => Order(left(item), right(item)) >= 0,
            _ => throw text.Invalid($"Syntax error; token: \"{comparator}\""),
        };
    }

    private static Func<JsonMap, JsonAny?> Operand(ExpressionText text)
    {
        if (text.Following == "(" && text.Next.Length > 0 && char.IsLetter(text.Next[0]))
        {
            throw text.Unsupported(text.Next);
        }

        if (text.Next.StartsWith(':'))
        {
            JsonAny value = text.TakeValue();
            return _ => value;
        }

        string name = text.TakeName();
        return item => item[name];
    }

    private static bool AreEqual(JsonAny? a, JsonAny? b) => a is not null && b is not null && Attributes.AreEqual(a, b);

    private static int? Order(JsonAny? a, JsonAny? b) => a is not null && b is not null ? Attributes.Compare(a, b) : null;
}
