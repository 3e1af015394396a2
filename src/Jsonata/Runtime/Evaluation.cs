namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>What the nodes of an expression share while it is evaluated once: what they may read, and how much they may yet do.</summary>
internal sealed class Evaluation
{
    /// <summary>At every which level the thread's stack is looked at: some always fit.</summary>
    public const int StackCheck = 16;

    /// <summary>How deep Step Functions lets evaluation nest (measured).</summary>
    private const int StepFunctionsDepth = 100;

    private const int MaxCalls = 1000;

    private static readonly Undefined Unread = Undefined.Instance;

    /// <summary>How much values take; a field, because it changes.</summary>
    public Memory Memory;

    private readonly int _maxDepth;
    private readonly IReadOnlyDictionary<string, FunctionValue> _functions;
    private readonly string[] _globalNames;
    private readonly JsonAny?[] _globals;
    private int _depth;
    private int _calls;
    private TailCall? _tail;

    public Evaluation(JsonataDialect dialect, JsonataScope scope, JsonAny? root, string[] globals, IReadOnlyDictionary<string, FunctionValue> functions)
    {
        Dialect = dialect;
        Scope = scope;
        Root = root;
        Budget = scope.Steps;
        Memory = new Memory(IsStepFunctions, Budget);
        _maxDepth = Math.Min(scope.MaxDepth ?? (IsStepFunctions ? StepFunctionsDepth : JsonataScope.GreatestDepth), JsonataScope.GreatestDepth);
        _functions = functions;
        _globalNames = globals;
        _globals = globals.Length == 0 ? [] : new JsonAny?[globals.Length];
    }

    public JsonataDialect Dialect { get; }

    public bool IsStepFunctions => Dialect == JsonataDialect.StepFunctions;

    public JsonataScope Scope { get; }

    public StepBudget Budget { get; }

    /// <summary>The value of <c>$$</c>.</summary>
    public JsonAny? Root { get; }

    /// <summary>The call that a function ends with, after it returned <see cref="TailCall.Pending"/>.</summary>
    public TailCall Tail => _tail ??= new TailCall();

    /// <summary>Goes into a part of the expression that has parts of its own, and counts it.</summary>
    /// <exception cref="JsonataException">Evaluation nests too deep.</exception>
    /// <exception cref="StepBudgetException">The steps are used up.</exception>
    public void Enter()
    {
        // What has no parts does not enter, but counts where it stands: one deeper than what is around it.
        if (++_depth >= _maxDepth)
        {
            throw TooDeep();
        }

        Budget.Spend(1);
        if (_depth % StackCheck == 0)
        {
            Recursion.EnsureRoom();
        }
    }

    /// <summary>Goes into several parts that stand within each other.</summary>
    /// <inheritdoc cref="Enter()"/>
    public void Enter(int levels)
    {
        _depth = Math.Min(_depth + levels, _maxDepth) - 1;
        Enter();
    }

    public void Leave() => _depth--;

    public void Leave(int levels) => _depth -= levels;

    /// <summary>Begins a call of a function, which the functions that call others nest without going into parts.</summary>
    /// <exception cref="JsonataException">Calls nest too deep.</exception>
    public void Call()
    {
        Recursion.EnsureRoom();
        if (++_calls > MaxCalls)
        {
            throw TooDeep();
        }
    }

    public void Return() => _calls--;

    /// <summary>Counts work that grows with the data.</summary>
    /// <exception cref="StepBudgetException">The steps are used up.</exception>
    public void Spend(long steps) => Budget.Spend(steps);

    /// <summary>A text that was put together.</summary>
    /// <exception cref="JsonataException">It is too large.</exception>
    public JsonString Text(string text)
    {
        Spend(text.Length / 16);
        Memory.Refuse(text.Length);
        Memory.Take((2 * Memory.ValueSize) + (2L * text.Length));
        return text.Length == 0 ? JsonString.Empty : new JsonString(text);
    }

    /// <summary>An array that was put together.</summary>
    /// <exception cref="JsonataException">It is too large.</exception>
    public JsonList Array(JsonList array)
    {
        Memory.Refuse(array);
        Memory.TakePlaces(array.Count);
        return array;
    }

    /// <summary>A number that was computed.</summary>
    public JsonNumber Number(JsonNumber number)
    {
        Memory.Take(Memory.ValueSize);
        return number;
    }

    /// <summary>The value of a variable that the expression does not bind: one of the scope, or a function of the language.</summary>
    public JsonAny? Global(int index)
    {
        JsonAny? value = _globals[index];
        if (value is null)
        {
            value = Find(_globalNames[index]) ?? Unread;
            _globals[index] = value;
        }

        return ReferenceEquals(value, Unread) ? null : value;
    }

    /// <inheritdoc cref="Global"/>
    public JsonAny? Find(string name) => Scope.Variable(name) ?? _functions.GetValueOrDefault(name);

    public JsonataException TooDeep() => IsStepFunctions
        ? new JsonataException(
            JsonataException.LimitExceeded,
            "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive. "
                + $"Depth={_depth + 1} max={_maxDepth}")
        : new JsonataException("D1011");
}
