using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Random paths and documents about the same few names, so that they often meet. Some paths are spoilt.</summary>
internal sealed class RandomJsonPath(Random random)
{
    // What paths are made of, for spoiling them.
    private const string Signs = "[]()'\"?@$.*,:-&|!=<>~/\\ a10";

    private static readonly string[] Names = ["a", "b", "c", "list", "text", "k"];
    private static readonly string[] Texts = ["", "a", "abc", "x y", "10", "-2.5", "true", "null", "it's", "a.b", "a]b", "ünï"];

    // Written in the same way by Jackson and here, since messages quote them. Jackson 2.14 takes integers of 19 digits for larger ones than
    // 64 bits, which Jayway cannot compare; other releases do not, and neither is recorded of AWS.
    private static readonly string[] Numbers = ["0", "1", "2", "3", "-1", "10", "0.5", "-2.25", "999999999999999999", "9223372036854775808"];

    public JsonAny Document(int depth = 4) => random.Next(depth > 0 ? 9 : 5) switch
    {
        0 => JsonAny.Null,
        1 => random.Next(2) == 0,
        2 => JsonAny.Parse(Pick(Numbers)),
        3 or 4 => Pick(Texts),
        5 or 6 => JsonList.Of(Enumerable.Range(0, random.Next(4)).Select(_ => Document(depth - 1))),
        _ => Members(depth - 1),
    };

    public string Path()
    {
        string path = "$" + Steps(1 + random.Next(4), isDefinite: false);
        for (int i = random.Next(4) == 0 ? 1 + random.Next(3) : 0; i > 0; i--)
        {
            int at = 1 + random.Next(path.Length);
            string sign = random.Next(3) == 0 ? "" : Signs[random.Next(Signs.Length)].ToString();
            path = path[..at] + sign + path[Math.Min(path.Length, at + random.Next(2))..];
        }

        // Step Functions' own roots, which Jayway does not know.
        return path is [_] or [_, '.' or '[', ..] ? path : Path();
    }

    private JsonMap Members(int depth)
    {
        var o = new JsonMap.Builder();
        foreach (string name in Names.Where(_ => random.Next(2) == 0))
        {
            o.Set(name, Document(depth - 1));
        }

        return o.Build();
    }

    private string Steps(int count, bool isDefinite) => string.Concat(Enumerable.Range(0, count).Select(_ => Step(isDefinite)));

    private string Step(bool isDefinite) => random.Next(isDefinite ? 9 : 22) switch
    {
        0 or 1 or 2 => "." + Pick(Names),
        3 => $"['{Pick(Names)}']",
        4 or 5 => $"[{Pick("0", "1", "2", "5", "-1", "-2")}]",
        6 => Pick("[(@.length-1)]", "[(@.size() - 2)]", "[(@.length-9)]"),
        7 => Pick("['a','b']", "['a', 'k']", "[ 'list' ]", "['text', \"a\"]"),
        8 => Pick(".length()", ".a\\.b", ".[0]", ".a'b", "['a]b']", "[a1]"),
        9 => Pick("[0,1]", "[1, 5]", "[-1,0]", "[1,]", "[0,1:2]", "[1 0]"),
        10 or 11 => Pick("[1:]", "[:1]", "[0:2]", "[-1:]", "[:-1]", "[-2:1]", "[1:2:3]", "[::2]", "[1:2,3]", "[2:1]"),
        12 or 13 or 14 => Pick("[*]", ".*", "*"),
        15 or 16 => Pick("..a", "..b", "..*", "..[0]", "..list", "..['a','b']", "..[?(@.a)]", "..[1:]", "....k"),
        17 => Pick("[?]", "[ ? , ? ]", "$", ".", "a"),
        _ => $"[?({Condition()})]",
    };

    private string Condition()
    {
        string part = random.Next(5) switch
        {
            0 => Pick("", "!") + FilterPath(),
            1 => $"{FilterPath()} =~ {Pick("/a.*/", "/A.C/i", "/\\d+/", "/(?i)ABC/", "a", "/", FilterPath())}",
            _ => $"{Operand()}{Pick("", " ")}{Pick("==", "!=", "<", "<=", ">", ">=", "=", "===", "in")}{Pick("", " ")}{Operand()}",
        };
        part = random.Next(8) == 0 ? $"({part})" : part;
        return random.Next(4) == 0 ? $"{part} {Pick("&&", "||", "&&&")} {Condition()}" : part;
    }

    private string Operand() => random.Next(3) switch
    {
        0 => Pick(Pick(Numbers), Pick("true", "null", "abc", "1.0", ".5", "+1", "1e1", "'", "")),
        1 => $"'{Pick(Texts).Replace("'", "\\'", StringComparison.Ordinal)}'",
        _ => FilterPath(),
    };

    private string FilterPath() => Pick("@", "@", "@", "$") + Steps(random.Next(3), isDefinite: random.Next(12) > 0);

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
