namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>An operator with two operands that are both evaluated.</summary>
internal abstract class BinaryNode(Node left, Node right, string token, int position) : Node
{
    protected string Token => token;

    public sealed override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny? a = left.Evaluate(input, frame);
        JsonAny? b = right.Evaluate(input, frame);
        JsonAny? result = Apply(a, b, run);
        run.Leave();
        return result;
    }

    protected abstract JsonAny? Apply(JsonAny? left, JsonAny? right, Evaluation run);

    protected JsonataException Fail(string code, JsonAny? value, JsonAny? other = null) =>
        new(code, position, token, value) { Other = other };
}

/// <summary><c>+ - * / %</c>.</summary>
internal sealed class ArithmeticNode(Node left, Node right, string token, int position) : BinaryNode(left, right, token, position)
{
    private readonly char _operator = token[0];

    protected override JsonAny? Apply(JsonAny? left, JsonAny? right, Evaluation run)
    {
        var a = left as JsonNumber;
        var b = right as JsonNumber;
        if (a is null && left is not null || a is not null && !Numbers.IsNumeric(a))
        {
            throw Fail("T2001", left);
        }

        if (b is null && right is not null || b is not null && !Numbers.IsNumeric(b))
        {
            throw Fail("T2002", right);
        }

        if (a is null || b is null)
        {
            return null;
        }

        JsonNumber result = run.IsStepFunctions && a.TryGetInt64(out long x) && b.TryGetInt64(out long y) && Exact(x, y) is { } exact
            ? exact
            : JsonNumber.Computed(Approximate(a.AsDouble, b.AsDouble));
        return run.Number(result);
    }

    private JsonNumber? Exact(long x, long y)
    {
        Int128 result;
        switch (_operator)
        {
            case '+':
                result = (Int128)x + y;
                break;
            case '-':
                result = (Int128)x - y;
                break;
            case '*':
                result = (Int128)x * y;
                break;
            case '%' when y != 0:
                result = (Int128)x % y;
                break;
            case '/' when y != 0 && (Int128)x % y == 0:
                result = (Int128)x / y;
                break;
            default:
                return null;
        }

        return result >= long.MinValue && result <= long.MaxValue ? JsonNumber.Of((long)result) : null;
    }

    private double Approximate(double x, double y) => _operator switch
    {
        '+' => x + y,
        '-' => x - y,
        '*' => x * y,
        '/' => x / y,
        _ => x % y,
    };
}

/// <summary><c>=</c> and <c>!=</c>.</summary>
internal sealed class EqualityNode(Node left, Node right, string token, int position) : BinaryNode(left, right, token, position)
{
    private readonly bool _expected = token == "=";

    protected override JsonAny? Apply(JsonAny? left, JsonAny? right, Evaluation run)
    {
        run.Spend(left is null ? 0 : Equality.Cost(left));
        return left is not null && right is not null && Equality.AreEqual(left, right) == _expected;
    }
}

/// <summary><c>&lt; &lt;= &gt; &gt;=</c>.</summary>
internal sealed class ComparisonNode(Node left, Node right, string token, int position) : BinaryNode(left, right, token, position)
{
    private readonly bool _isLess = token[0] == '<';
    private readonly bool _orEqual = token.Length > 1;

    protected override JsonAny? Apply(JsonAny? left, JsonAny? right, Evaluation run)
    {
        if (left is JsonNumber a && right is JsonNumber b)
        {
            if (a.TryGetInt64(out long i) && b.TryGetInt64(out long j))
            {
                return Holds(i.CompareTo(j));
            }

            double x = a.AsDouble;
            double y = b.AsDouble;
            return _isLess ? _orEqual ? x <= y : x < y : _orEqual ? x >= y : x > y;
        }

        if (left is JsonString s && right is JsonString t)
        {
            run.Spend(Equality.Cost(s));
            return Holds(string.CompareOrdinal(s.Value, t.Value));
        }

        if (left is not (null or JsonNumber or JsonString))
        {
            throw Fail("T2010", left);
        }

        if (right is not (null or JsonNumber or JsonString))
        {
            throw Fail("T2010", left is null ? left : right);
        }

        return left is null || right is null ? null : throw Fail("T2009", left, right);
    }

    private bool Holds(int comparison) =>
        comparison == 0 ? _orEqual : comparison < 0 == _isLess;
}

/// <summary><c>&amp;</c>; several in a row are put together at once.</summary>
internal sealed class ConcatenationNode(Node[] operands) : Node
{
    public static ConcatenationNode Of(Node left, Node right) =>
        new(left is ConcatenationNode row ? [.. row.Operands, right] : [left, right]);

    private Node[] Operands => operands;

    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;

        // Each operator stands within the next one, as deep as they are many.
        run.Enter(operands.Length - 1);
        string[] parts = new string[operands.Length];
        long length = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            run.Leave(i > 1 ? 1 : 0);
            JsonAny? value = operands[i].Evaluate(input, frame);
            parts[i] = value is null ? "" : JsonText.Of(value, run);
            length += parts[i].Length;
        }

        run.Leave(1);
        run.Memory.Refuse(length);
        return run.Text(string.Concat(parts));
    }
}

/// <summary><c>in</c>.</summary>
internal sealed class InclusionNode(Node left, Node right, string token, int position) : BinaryNode(left, right, token, position)
{
    protected override JsonAny? Apply(JsonAny? left, JsonAny? right, Evaluation run)
    {
        if (left is null || right is null)
        {
            return false;
        }

        ReadOnlySpan<JsonAny> items = Sequence.ItemsOf(ref right);
        run.Spend(items.Length + (left is JsonString ? items.Length * Equality.Cost(left) : 0));
        foreach (JsonAny item in items)
        {
            if (Equality.AreIdentical(item, left))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary><c>..</c>.</summary>
internal sealed class RangeNode(Node left, Node right, string token, int position) : BinaryNode(left, right, token, position)
{
    private const double MaxSize = 1e7;

    protected override JsonAny? Apply(JsonAny? left, JsonAny? right, Evaluation run)
    {
        if (left is not null && !IsInteger(left))
        {
            throw Fail("T2003", left);
        }

        if (right is not null && !IsInteger(right))
        {
            throw Fail("T2004", right);
        }

        if (left is null || right is null)
        {
            return null;
        }

        double from = ((JsonNumber)left).AsDouble;
        double to = ((JsonNumber)right).AsDouble;
        double size = to - from + 1;
        if (size > MaxSize)
        {
            throw Fail("D2014", JsonNumber.Computed(size));
        }

        if (from > to)
        {
            return null;
        }

        run.Memory.Refuse((long)size * Memory.NumberSize);
        run.Memory.Take((long)size * (Memory.PlaceSize + Memory.ValueSize));
        var items = new JsonAny[(int)size];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = JsonNumber.Computed(from + i);
        }

        return items.Length == 1 ? items[0] : JsonList.Adopt(items, Traits.Sequence);
    }

    private static bool IsInteger(JsonAny value) =>
        value is JsonNumber number && (number.IsInteger || (number.Marks == JsonMarks.None && number.AsDouble == Math.Floor(number.AsDouble)));
}

/// <summary><c>and</c> and <c>or</c>.</summary>
internal sealed class LogicNode(Node left, Node right, bool isAnd) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        bool result = Truth.Of(left.Evaluate(input, frame), run);
        if (result == isAnd)
        {
            result = Truth.Of(right.Evaluate(input, frame), run);
        }

        run.Leave();
        return result;
    }
}

/// <summary><c>-</c> before an operand.</summary>
internal sealed class NegationNode(Node operand, int position) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny? value = operand.Evaluate(input, frame);
        run.Leave();
        return value switch
        {
            null => null,
            JsonNumber number when Numbers.IsNumeric(number) => run.Number(
                number.TryGetInt64(out long integer) && integer != long.MinValue
                    ? JsonNumber.Of(-integer)
                    : JsonNumber.Computed(-number.AsDouble)),
            _ => throw new JsonataException("D1002", position, "-", value),
        };
    }
}

/// <summary><c>condition ? consequence : alternative</c>.</summary>
internal sealed class ConditionNode(Node condition, Node consequence, Node? alternative) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny? result = Truth.Of(condition.Evaluate(input, frame), run)
            ? consequence.Evaluate(input, frame)
            : alternative?.Evaluate(input, frame);
        run.Leave();
        return result;
    }
}

/// <summary><c>value ?: alternative</c> and <c>value ?? alternative</c>.</summary>
internal sealed class DefaultNode(Node value, Node alternative, bool takesFalse) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        JsonAny? result = value.Evaluate(input, frame);
        if (takesFalse ? result is null : !Truth.Of(result, run))
        {
            result = alternative.Evaluate(input, frame);
        }

        run.Leave();
        return result;
    }
}

/// <summary><c>[…]</c>: values one after the other; arrays and sequences are joined, other constructors are not.</summary>
internal sealed class ArrayNode((Node Value, bool IsArray)[] items, bool isConstructor) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        Evaluation run = frame.Run;
        run.Enter();
        var result = new Sequence(frame.Run, items.Length);
        foreach ((Node node, bool isArray) in items)
        {
            JsonAny? value = node.Evaluate(input, frame);
            if (value is null)
            {
                continue;
            }

            if (isArray)
            {
                result.Add(value);
            }
            else
            {
                ReadOnlySpan<JsonAny> values = Sequence.ItemsOf(ref value);
                run.Spend(values.Length / 8);
                result.AddRange(values);
            }
        }

        run.Leave();
        return run.Array(result.ToArray(isConstructor ? Traits.Constructed : JsonMarks.None));
    }
}

/// <summary>Predicates behind an expression that is no path.</summary>
internal sealed class PredicatedNode(Node node, Stage[] stages) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame) => Sequence.Close(EvaluateOpen(input, frame));

    public override JsonAny? EvaluateOpen(JsonAny? input, Frame frame)
    {
        var passed = new Sequence(frame.Run);
        Stage.Filter(stages, node.EvaluateOpen(input, frame), ref passed, frame);
        return passed.ToArray(Traits.Sequence);
    }
}

/// <summary>An object constructor behind an expression that is no path.</summary>
internal sealed class GroupedNode(Node node, GroupConstructor grouping) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame)
    {
        JsonAny? value = node.EvaluateOpen(input, frame);
        return grouping.Evaluate(Sequence.ItemsOf(ref value!), frame);
    }
}

/// <summary>An expression with <c>[]</c> behind it: a sequence of one value stays an array.</summary>
internal sealed class KeptArrayNode(Node node) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame) => Sequence.Close(EvaluateOpen(input, frame));

    public override JsonAny? EvaluateOpen(JsonAny? input, Frame frame)
    {
        JsonAny? value = node.EvaluateOpen(input, frame);
        return value is JsonList array && array.Has(Traits.Sequence)
            ? array.WithMarks(array.Marks | Traits.KeepSingleton)
            : value;
    }
}
