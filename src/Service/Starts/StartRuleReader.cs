using System.Collections.Immutable;
using FunctionsAsl.Core.Expressions.Paths;

namespace FunctionsAsl.Service.Starts;

/// <summary>Reads <c>{"Rules": […]}</c>, with EventBridge's names for what it has.</summary>
internal sealed class StartRuleReader(JsonSetting setting)
{
    private const int LongestName = 64;
    private const string Pattern = "EventPattern";
    private const string Queue = "Queue";
    private const string ScheduleExpression = "ScheduleExpression";
    private const string TimeZone = "ScheduleExpressionTimezone";

    private static readonly string[] Triggers = [Pattern, Queue, ScheduleExpression];
    private static readonly string[] Inputs = ["Input", "InputPath", "InputTransformer"];

    /// <exception cref="SettingException">With the place and the reason.</exception>
    public ImmutableArray<StartRule> Read(string text)
    {
        JsonMap root = setting.Members(setting.Parse(text), "", "Rules");
        JsonList rules = root["Rules"] as JsonList ?? throw setting.Broken("/Rules", "It must be an array of rules.");
        HashSet<string> names = new(StringComparer.Ordinal);
        ImmutableArray<StartRule> read = [.. rules.Select((rule, i) => ReadRule(rule, JsonPointer.Join("/Rules", i)))];
        for (int i = 0; i < read.Length; i++)
        {
            if (!names.Add(read[i].Name))
            {
                throw setting.Broken(JsonPointer.Join("/Rules", i) + "/Name", "Another rule has this name.");
            }
        }

        return read;
    }

    private StartRule ReadRule(JsonAny value, string place)
    {
        JsonMap rule = setting.Members(
            value, place, "Name", "Description", "StateMachineArn", Pattern, Queue, ScheduleExpression, TimeZone, "Input", "InputPath", "InputTransformer");
        string[] kinds = [.. Triggers.Where(rule.Contains)];
        if (kinds.Length != 1)
        {
            throw setting.Broken(place, $"It must have one of {Pattern}, {Queue} and {ScheduleExpression}.");
        }

        if (rule.Contains(TimeZone) && kinds[0] != ScheduleExpression)
        {
            throw setting.Broken(JsonPointer.Join(place, TimeZone), $"It goes with {ScheduleExpression}.");
        }

        string? expression = kinds[0] == ScheduleExpression ? Text(rule, ScheduleExpression, place) : null;
        return new StartRule
        {
            Name = ReadName(rule, place),
            StateMachineArn = ReadMachine(rule, place),
            Pattern = rule[Pattern] is { } pattern ? new EventPatternReader(setting).Read(pattern, JsonPointer.Join(place, Pattern)) : null,
            Queue = kinds[0] == Queue ? Text(rule, Queue, place) : null,
            Schedule = expression is null ? null : ReadSchedule(expression, rule, place),
            ScheduleText = expression is null ? null : $"{expression} {(rule[TimeZone] as JsonString)?.Value}".TrimEnd(),
            Input = ReadInput(rule, place),
        };
    }

    private string ReadName(JsonMap rule, string place)
    {
        string name = Text(rule, "Name", place);
        return name.Length <= LongestName && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? name
            : throw setting.Broken(JsonPointer.Join(place, "Name"), "It must have up to 64 letters, digits, '.', '-' and '_'.");
    }

    private string ReadMachine(JsonMap rule, string place)
    {
        string arn = Text(rule, "StateMachineArn", place);
        try
        {
            Arns.Check(arn, Arns.StateMachineType);
            return arn;
        }
        catch (ApiException e)
        {
            throw setting.Broken(JsonPointer.Join(place, "StateMachineArn"), e.Message);
        }
    }

    private Schedule ReadSchedule(string expression, JsonMap rule, string place)
    {
        TimeZoneInfo zone = TimeZoneInfo.Utc;
        if (rule.Contains(TimeZone) && !TimeZoneInfo.TryFindSystemTimeZoneById(Text(rule, TimeZone, place), out zone!))
        {
            throw setting.Broken(JsonPointer.Join(place, TimeZone), "This machine knows no such time zone; one is written as Europe/Berlin.");
        }

        try
        {
            return Schedule.Parse(expression, zone);
        }
        catch (FormatException e)
        {
            throw setting.Broken(JsonPointer.Join(place, ScheduleExpression), e.Message);
        }
    }

    private RuleInput ReadInput(JsonMap rule, string place)
    {
        string[] kinds = [.. Inputs.Where(rule.Contains)];
        if (kinds.Length > 1)
        {
            throw setting.Broken(place, "It may have one of Input, InputPath and InputTransformer.");
        }

        return kinds switch
        {
            [] => RuleInput.Whole,
            ["Input"] => new RuleInput.Constant(ReadConstant(rule["Input"]!, JsonPointer.Join(place, "Input"))),
            ["InputPath"] => new RuleInput.Part(Path(rule, "InputPath", place)),
            _ => ReadTransformer(rule["InputTransformer"]!, JsonPointer.Join(place, "InputTransformer")),
        };
    }

    /// <summary>EventBridge has JSON as a text; an object is taken as it is.</summary>
    private string ReadConstant(JsonAny value, string place)
    {
        if (value is not JsonString text)
        {
            return value.ToString();
        }

        try
        {
            JsonAny.Parse(text.Value);
            return text.Value;
        }
        catch (JsonSyntaxException)
        {
            throw setting.Broken(place, "It must be JSON.");
        }
    }

    private RuleInput.Transformed ReadTransformer(JsonAny value, string place)
    {
        JsonMap transformer = setting.Members(value, place, "InputPathsMap", "InputTemplate");
        string at = JsonPointer.Join(place, "InputPathsMap");
        JsonMap paths = transformer["InputPathsMap"] switch
        {
            null => JsonMap.Empty,
            JsonMap map => map,
            _ => throw setting.Broken(at, "It must be a JSON object of paths."),
        };
        return new RuleInput.Transformed(
            paths.ToDictionary(static p => p.Key, p => Path(paths, p.Key, at), StringComparer.Ordinal), Text(transformer, "InputTemplate", place));
    }

    private ReferencePath Path(JsonMap members, string name, string place)
    {
        string text = Text(members, name, place);
        try
        {
            return ReferencePath.Parse(text) is { Root: PathRoot.Input } path
                ? path
                : throw setting.Broken(JsonPointer.Join(place, name), "It must begin at the event, as $.detail.");
        }
        catch (JsonPathSyntaxException e)
        {
            throw setting.Broken(JsonPointer.Join(place, name), e.Message);
        }
    }

    private string Text(JsonMap members, string name, string place) => members[name] is JsonString { Value.Length: > 0 } text
        ? text.Value
        : throw setting.Broken(JsonPointer.Join(place, name), "It must be a text.");
}
