using System.Reflection;
using System.Reflection.Emit;

namespace FunctionsAsl.Support;

/// <summary>Which namespaces of an assembly use which others of it: in what their types declare, and in what their methods call.</summary>
public sealed class NamespaceGraph
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes =
        typeof(OpCodes).GetFields().Select(static f => (OpCode)f.GetValue(null)!).ToDictionary(static code => code.Value);

    // User -> used -> the first type that uses it, and what of it.
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    /// <param name="assembly">Whose types are looked at.</param>
    /// <param name="prefix">What the namespaces begin with; generators of the compiler write into others.</param>
    public NamespaceGraph(Assembly assembly, string prefix = "FunctionsAsl.")
    {
        bool IsOurs(Type type) => type.Assembly == assembly && type.Namespace?.StartsWith(prefix, StringComparison.Ordinal) == true;
        foreach (Type type in assembly.GetTypes().Where(IsOurs))
        {
            foreach (Type used in UsedBy(type).SelectMany(Parts).Where(t => IsOurs(t) && t.Namespace != type.Namespace))
            {
                if (!_uses.TryGetValue(type.Namespace!, out SortedDictionary<string, string>? uses))
                {
                    _uses.Add(type.Namespace!, uses = new(StringComparer.Ordinal));
                }

                uses.TryAdd(used.Namespace!, $"{type.FullName} uses {used.FullName}");
            }
        }
    }

    /// <summary>The uses that lie on a cycle, one for each pair of namespaces.</summary>
    public IReadOnlyList<string> Cycles =>
        [.. _uses.SelectMany(user => user.Value.Where(used => Reaches(used.Key, user.Key, []))).Select(static used => used.Value)];

    private bool Reaches(string from, string to, HashSet<string> seen) =>
        from == to || (seen.Add(from) && _uses.TryGetValue(from, out var uses) && uses.Keys.Any(next => Reaches(next, to, seen)));

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    private static IEnumerable<Type> UsedBy(Type type)
    {
        IEnumerable<Type> used = type.GetInterfaces().Concat(type.GetGenericArguments().SelectMany(static a => a.GetGenericParameterConstraints()));
        used = type.BaseType is { } parent ? used.Append(parent) : used;

        // What is kept between the steps of a generated state machine was named nowhere.
        used = IsGenerated(type) ? used : used.Concat(type.GetFields(Declared).Select(static f => f.FieldType));
        return used.Concat(type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).SelectMany(UsedBy));
    }

    private static IEnumerable<Type> UsedBy(MethodBase method)
    {
        IEnumerable<Type> used = IsGenerated(method) ? [] : method.GetParameters().Select(static p => p.ParameterType);
        used = method is MethodInfo { ReturnType: var result } && !IsGenerated(method) ? used.Append(result) : used;
        return method.GetMethodBody()?.GetILAsByteArray() is { } code
            ? used.Concat(Tokens(code).SelectMany(token => UsedBy(Resolve(method, token))))
            : used;
    }

    private static IEnumerable<Type> UsedBy(MemberInfo? member) => member switch
    {
        Type type => [type],
        MethodInfo { IsGenericMethod: true } method => method.GetGenericArguments().Append(method.DeclaringType!),
        { DeclaringType: { } declaring } => [declaring],
        _ => [],
    };

    private static bool IsGenerated(MemberInfo member) => member.Name.Contains('<', StringComparison.Ordinal);

    private static MemberInfo? Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType!.GetGenericArguments(),
        method.IsGenericMethod ? method.GetGenericArguments() : []);

    /// <summary>The operands in a method's code that name a type or a member.</summary>
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            // Codes of two bytes begin with FE.
            OpCode operation = code[at] == 0xFE ? Codes[unchecked((short)(0xFE00 | code[at + 1]))] : Codes[code[at]];
            at += operation.Size;
            switch (operation.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at++;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 * (BitConverter.ToInt32(code, at) + 1);
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return BitConverter.ToInt32(code, at);
                    at += 4;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }
}
