using System.Globalization;
using System.Text.RegularExpressions;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Jsonata.Pictures;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>The cases of JSONata's own suite that call a picture function with literals. All others need an engine.</summary>
public sealed partial class PictureSuiteTests
{
    private static readonly DateTimeOffset Now = new(2024, 2, 29, 22, 30, 15, 123, TimeSpan.Zero);

    [Theory]
    [InlineData("function-formatNumber", 42)]
    [InlineData("function-formatInteger", 64)]
    [InlineData("function-parseInteger", 60)]
    [InlineData("function-fromMillis", 90)]
    [InlineData("function-tomillis", 55)]
    public void Cases_of_the_suite_hold(string group, int expected)
    {
        if (Folder(group) is not { } folder)
        {
            Console.WriteLine($"../shared is not there: {group} was not compared.");
            return;
        }

        int compared = 0;
        foreach (string file in Directory.EnumerateFiles(folder, "*.json"))
        {
            JsonAny read = JsonAny.Parse(File.ReadAllBytes(file));
            foreach (JsonMap one in read is JsonList many ? many.Cast<JsonMap>() : [(JsonMap)read])
            {
                compared += Holds(((JsonString)one["expr"]!).Value, one) ? 1 : 0;
            }
        }

        Assert.Equal(expected, compared);
    }

    /// <summary>Checks a case, if it is made of calls with literals.</summary>
    private static bool Holds(string expression, JsonMap one)
    {
        // Week dates are given as text: ($ts := $toMillis('…', '…'); $fromMillis($ts, '…') )
        Match match = Piped().Match(expression);
        string[] calls = match.Success
            ? [match.Groups["first"].Value, $"$fromMillis({match.Groups["rest"].Value})"]
            : [.. expression.Split("~>").Select(call => call.Trim())];
        if (!calls.All(call => Call().IsMatch(call)))
        {
            return false;
        }

        JsonAny? result = null;
        string? code = null;
        try
        {
            foreach (string call in calls)
            {
                Match parts = Call().Match(call);
                List<JsonAny> arguments = [.. Literal().Matches(parts.Groups["arguments"].Value).Select(m => Read(m.Value))];
                result = Apply(parts.Groups["name"].Value, result is null ? arguments : [result, .. arguments]);
            }
        }
        catch (JsonataException e)
        {
            code = e.Code;
        }

        JsonAny? wanted = one["code"] ?? (one["error"] as JsonMap)?["code"];
        Assert.True((wanted as JsonString)?.Value == code, $"{expression}: {code}");
        Assert.True(wanted is not null || (one["result"]?.Equals(result) ?? result is null), $"{expression}: {result}");
        return true;
    }

    private static JsonAny? Apply(string function, List<JsonAny> arguments)
    {
        string? Text(int i) => i < arguments.Count ? ((JsonString)arguments[i]).Value : null;
        double Number() => ((JsonNumber)arguments[0]).AsDouble;
        return function switch
        {
            "formatNumber" => NumberPicture.Format(Number(), Text(1)!, arguments.Count > 2 ? (JsonMap)arguments[2] : null),
            "formatInteger" => IntegerPicture.Format(Number(), Text(1)!),
            "parseInteger" => IntegerPicture.Parse(Text(0)!, Text(1)!),
            "fromMillis" => DateTimePicture.Format((long)Number(), Text(1), Text(2)),
            _ => DateTimePicture.Parse(Text(0)!, Text(1), Now, new StepBudget()) is long millis ? millis : null,
        };
    }

    private static JsonAny Read(string literal) => literal switch
    {
        ['\'', ..] => literal[1..^1],
        ['"' or '{', ..] => JsonAny.Parse(literal.Replace('\'', '"')),
        _ => double.Parse(literal, NumberFormatInfo.InvariantInfo),
    };

    private static string? Folder(string group)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "shared", "conformance", "jsonata", "groups", group);
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^\(\s*\$ts := (?<first>\$toMillis\(.*?\));\s*\$fromMillis\(\$ts, (?<rest>.*)\)\s*\)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Piped();

    [GeneratedRegex("""^\$(?<name>formatNumber|formatInteger|parseInteger|fromMillis|toMillis)\((?<arguments>(\s*('[^']*'|"[^"]*"|\{[^}]*\}|[-+.\dEe]+)\s*(,|(?=\))))*)\)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Call();

    [GeneratedRegex("""'[^']*'|"[^"]*"|\{[^}]*\}|[-+.\dEe]+""", RegexOptions.None, 1000)]
    private static partial Regex Literal();
}
