using System.Globalization;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Random expressions and data about the same few names, so that they often meet.</summary>
internal sealed class RandomJsonata(Random random)
{
    private static readonly string[] Names = ["a", "b", "c", "d", "list", "text"];
    private static readonly string[] Variables = ["$x", "$y", "$z"];

    private static readonly string[] Texts =
        ["", "a", "abc", "Hello World", "x-1", "10", "-2.5", "a,b,,c", "ünï cödé", "💀 skull", "  two  blanks ", "true", "null", "aaa", "2026-01-02"];

    private static readonly string[] Numbers = ["0", "1", "2", "3", "-1", "10", "0.5", "2.25", "-3.75", "1e3", "100", "7"];

    private static readonly string[] Patterns =
    [
        "/a/", "/[a-c]+/i", "/(l+)(o?)/", "/\\d+/", "/o\\b/", "/^x/", "/\\s+/", "/(a)|(b)/", "/.$/m",
        "/l(?=l)/", "/(.)\\1/", "/(?<!a)b/", "/(?<=l)o/", "/(?:(a)|b|c)+?(?!,)/", "/^(?=.*o)[^ -]+/i",
    ];

    private int _parents;

    public JsonAny Data(int depth = 4) => random.Next(depth > 0 ? 9 : 5) switch
    {
        0 => JsonAny.Null,
        1 => random.Next(2) == 0,
        2 or 3 => JsonAny.Parse(Pick(Numbers)),
        4 => Pick(Texts),
        5 or 6 => Alike(depth - 1),
        _ => DataObject(depth - 1),
    };

    public string Expression(int depth) => depth <= 0 ? Leaf() : random.Next(26) switch
    {
        0 or 1 or 2 or 3 or 4 => Path(depth),
        5 => $"{Operand(depth)} {Pick("+", "-", "*", "/", "%")} {Operand(depth)}",
        6 => $"{Operand(depth)} {Pick("=", "!=", "<", "<=", ">", ">=", "in")} {Operand(depth)}",
        7 => $"{Operand(depth)} {Pick("and", "or")} {Operand(depth)}",
        8 => $"{Operand(depth)} & {Operand(depth)}",
        9 => $"({Operand(depth)} ? {Operand(depth)} : {Operand(depth)})",
        10 => $"({Operand(depth)} {Pick("?:", "??")} {Operand(depth)})",
        11 => $"[{Expression(depth - 1)}, {Expression(depth - 1)}]",
        12 => $"[{Pick("0", "1", "-2", "3")}..{Pick("1", "4", "a", "$count(list)")}]",
        13 => $"{{{Key(depth)}: {Expression(depth - 1)}, \"k\": {Expression(depth - 1)}}}",
        14 or 15 => $"({Pick(Variables)} := {Expression(depth - 1)}; {Expression(depth - 1)})",
        16 or 17 => HigherOrder(depth),
        18 or 19 or 20 => Function(depth),
        21 => $"{Operand(depth)} ~> {Pick("$count", "$string", "$reverse", "$sum()", "$map($string)", "$append(1)", "$uppercase ~> $length")}",
        22 => $"({Expression(depth - 1)})[{Predicate(depth)}]",
        23 => $"({Lambda(depth, 1)})({Expression(depth - 1)})",
        24 => $"$ ~> |{Pick("a", "list", "*", "*.b", "c[0]")}|{{\"{Pick(Names)}\": {Expression(depth - 1)}}}{Pick("", ",'a'", ",['b','c']")}|",
        _ => $"{Path(depth)}{{{Key(depth)}: {Pick("$", "$sum(b)", "$count($)", "a", Expression(depth - 1))}}}",
    };

    private JsonList Alike(int depth)
    {
        // Arrays of objects that look the same are what expressions are mostly about.
        int count = depth < 0 ? 0 : random.Next(5);
        bool objects = random.Next(3) > 0;
        return JsonList.Of(Enumerable.Range(0, count).Select(_ => objects ? DataObject(depth - 1) : Data(depth - 1)));
    }

    private JsonMap DataObject(int depth)
    {
        var o = new JsonMap.Builder();
        foreach (string name in Names)
        {
            if (random.Next(3) > 0)
            {
                JsonAny value = name switch
                {
                    "list" => Alike(depth - 1),
                    "text" => Pick(Texts),
                    _ => Data(depth - 1),
                };
                o.Set(name, value);
            }
        }

        return o.Build();
    }

    private string Leaf() => random.Next(9) switch
    {
        0 or 1 => Pick(Names),
        2 => Pick(Numbers),
        3 => Quoted(Pick(Texts)),
        4 => Pick("true", "false", "null", "$", "$$", "nothing", "[]"),
        5 => Pick(Variables),
        6 => $"{Pick(Names)}.{Pick(Names)}",
        7 => Pick(Names) + "[]",
        _ => $"{Pick(Names)}[{Pick("0", "-1", "1")}]",
    };

    private string Operand(int depth) => random.Next(2) == 0 ? Leaf() : $"({Expression(depth - 1)})";

    private string Key(int depth) => random.Next(4) switch
    {
        0 => "$string(a)",
        1 => "text",
        2 => $"$string({Expression(depth - 2)})",
        _ => Quoted(Pick("p", "q", "r")),
    };

    private string Path(int depth)
    {
        var path = new List<string> { random.Next(5) switch { 0 => Pick("$", "$$", "$x"), 1 => $"({Expression(depth - 1)})", _ => Pick(Names) } };
        int steps = 1 + random.Next(3);
        for (int i = 0; i < steps; i++)
        {
            string step = random.Next(12) switch
            {
                0 => "*",
                1 => "**",
                2 => $"({Expression(depth - 1)})",
                3 => $"[{Expression(depth - 1)}]",
                4 => $"{{\"v\": {Expression(depth - 1)}}}",
                5 => Pick("$string()", "$count()", "$uppercase(text)", "$keys()", "$type($)"),
                6 when _parents < 1 => Parent(),
                _ => Pick(Names),
            };
            string suffix = random.Next(8) switch
            {
                0 or 1 => $"[{Predicate(depth)}]",
                2 => "[]",
                3 when random.Next(3) == 0 => $"^({Pick("", "<", ">")}{Pick("a", "b", "text", "$string($)")})",
                4 when random.Next(4) == 0 => $"#$i[$i {Pick("<", ">", "=")} {Pick("1", "2")}]",
                5 when random.Next(4) == 0 => "@$e",
                _ => "",
            };
            path.Add(step + suffix);
        }

        _parents = 0;
        return string.Join('.', path);
    }

    private string Parent()
    {
        _parents++;
        return $"{Pick(Names)}.%.{Pick(Names)}";
    }

    private string Predicate(int depth) => random.Next(6) switch
    {
        0 => Pick("0", "1", "-1", "2"),
        1 => Pick("[0,1]", "[0..1]", "[-1]"),
        2 => $"{Pick(Names)} {Pick("=", "!=")} {Leaf()}",
        3 => $"$exists({Pick(Names)})",
        4 => Pick(Names),
        _ => Expression(depth - 1),
    };

    private string Lambda(int depth, int parameters)
    {
        string list = string.Join(", ", Variables.Take(parameters));
        return $"function({list}){{{(random.Next(3) == 0 ? "$x" : Expression(depth - 1))}}}";
    }

    private string HigherOrder(int depth) => random.Next(8) switch
    {
        0 or 1 => $"$map({Operand(depth)}, {Lambda(depth, 1 + random.Next(3))})",
        2 => $"$filter({Operand(depth)}, {Lambda(depth, 1)})",
        3 => $"$reduce({Operand(depth)}, {Lambda(depth, 2)}{Pick("", ", 0", ", ''")})",
        4 => $"$each({Operand(depth)}, {Lambda(depth, 2)})",
        5 => $"$sift({Operand(depth)}, {Lambda(depth, 2)})",
        6 => $"$map({Operand(depth)}, {Pick("$string", "$count", "$type", "$uppercase", "$substring(?, 1)", "$abs")})",
        _ => $"$sort({Operand(depth)}{Pick("", ", function($l, $r){$l > $r}", ", function($l, $r){$string($l) > $string($r)}")})",
    };

    private string Function(int depth)
    {
        string argument = Operand(depth);
        return random.Next(30) switch
        {
            0 => $"$sum({argument})",
            1 => $"$count({argument})",
            2 => $"{Pick("$max", "$min", "$average")}({argument})",
            3 => $"$string({argument}{Pick("", ", true")})",
            4 => $"$substring({argument}, {Pick(Numbers)}{Pick("", ", 2", ", -1")})",
            5 => $"{Pick("$substringBefore", "$substringAfter")}({argument}, {Quoted(Pick(Texts))})",
            6 => $"{Pick("$lowercase", "$uppercase", "$length", "$trim")}({argument})",
            7 => $"$pad({argument}, {Pick("5", "-8", "0")}{Pick("", ", '#'", ", '💀x'")})",
            8 => $"$split({argument}, {Pick("','", "''", "' '", "/[ ,]/")}{Pick("", ", 2")})",
            9 => $"$join({argument}{Pick("", ", '-'")})",
            10 => $"$contains({argument}, {Pick(Pick(Patterns), Quoted(Pick(Texts)))})",
            11 => $"$match({argument}, {Pick(Patterns)}{Pick("", ", 1")})",
            12 => $"$replace({argument}, {Pick(Pick(Patterns), "'a'")}, {Pick("'<$1>'", "'$0$0'", "'$$'", "'-'", "function($m){$uppercase($m.match)}")})",
            13 => $"{Pick("$floor", "$ceil", "$abs", "$sqrt", "$round", "$number")}({argument})",
            14 => $"$round({argument}, {Pick("1", "-1", "2")})",
            15 => $"$power({argument}, {Pick("2", "0.5", "-1")})",
            16 => $"{Pick("$boolean", "$not", "$exists", "$type")}({argument})",
            17 => $"$append({argument}, {Expression(depth - 1)})",
            18 => $"{Pick("$reverse", "$distinct", "$keys", "$spread", "$merge")}({argument})",
            19 => $"$lookup({argument}, {Quoted(Pick(Names))})",
            20 => $"$zip({argument}, {Operand(depth)})",
            21 => $"{Pick("$base64encode", "$encodeUrlComponent", "$encodeUrl")}({argument})",
            22 => $"$single({argument}{Pick("", ", function($x){$x = 1}")})",
            23 => $"$formatNumber({argument}, {Pick("'#,##0.00'", "'0'", "'##0.0#'", "'00%'")})",
            24 => $"$formatInteger({argument}, {Pick("'w'", "'I'", "'0'", "'a'", "'Ww'")})",
            25 => $"$formatBase({argument}, {Pick("2", "16", "36")})",
            26 => $"$fromMillis({Pick("0", "1700000000000", argument)}{Pick("", ", '[Y]-[M01]-[D01]'")})",
            27 => $"$toMillis({Pick("'2026-01-02T03:04:05Z'", "'2026-01-02'", argument)})",
            28 => $"$eval({Pick("'a'", "'$x'", "'1 + 1'", "'list.b'")})",
            _ => $"$clone({argument})",
        };
    }

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private static string Quoted(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"'{text.Replace("'", "\\'", StringComparison.Ordinal)}'");
}
