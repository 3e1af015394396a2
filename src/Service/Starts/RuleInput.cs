using System.Text;
using FunctionsAsl.Core.Expressions.Paths;
using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Service.Starts;

/// <summary>What a rule's execution gets of what began it: all of it, a part (<c>InputPath</c>), or what is made of parts.</summary>
internal abstract class RuleInput
{
    public static readonly RuleInput Whole = new AsItIs();

    /// <summary>The input as JSON text. What has been transformed need not be any.</summary>
    /// <param name="rule">The name of the rule.</param>
    /// <exception cref="ApiException">InvalidExecutionInput: it has no such part.</exception>
    public abstract string Of(JsonAny source, string rule);

    private sealed class AsItIs : RuleInput
    {
        public override string Of(JsonAny source, string rule) => source.ToString();
    }

    /// <summary><c>Input</c>: always the same.</summary>
    /// <remarks>Of a schedule, with the attributes of this time (scheduler/latest/UserGuide/managing-schedule-context-attributes).</remarks>
    internal sealed class Constant(string text) : RuleInput
    {
        public override string Of(JsonAny source, string rule)
        {
            if (!text.Contains("<aws.scheduler.", StringComparison.Ordinal) || source is not JsonMap scheduled
                || (scheduled["source"] as JsonString)?.Value != ScheduledEvent.Source)
            {
                return text;
            }

            return text
                .Replace("<aws.scheduler.scheduled-time>", Member(scheduled, "time"), StringComparison.Ordinal)
                .Replace("<aws.scheduler.execution-id>", Member(scheduled, "id"), StringComparison.Ordinal)
                .Replace("<aws.scheduler.schedule-arn>", ((JsonString)((JsonList)scheduled["resources"]!)[0]).Value, StringComparison.Ordinal)
                .Replace("<aws.scheduler.attempt-number>", "1", StringComparison.Ordinal);
        }

        private static string Member(JsonMap scheduled, string name) => ((JsonString)scheduled[name]!).Value;
    }

    /// <summary><c>InputPath</c>.</summary>
    internal sealed class Part(ReferencePath path) : RuleInput
    {
        public override string Of(JsonAny source, string rule) => Find(path, source)?.ToString()
            ?? throw new ApiException("InvalidExecutionInput", $"There is nothing at the InputPath {path.Text}");
    }

    /// <summary><c>InputTransformer</c> (eventbridge/latest/userguide/eb-transform-target-input).</summary>
    /// <param name="paths">By the names that stand between &lt; and &gt;.</param>
    internal sealed class Transformed(IReadOnlyDictionary<string, ReferencePath> paths, string template) : RuleInput
    {
        public override string Of(JsonAny source, string rule)
        {
            var text = new StringBuilder(template.Length);
            bool isQuoted = false;
            for (int i = 0; i < template.Length; i++)
            {
                char c = template[i];
                int end = c == '<' ? template.IndexOf('>', i) : -1;
                if (end > 0 && Value(template[(i + 1)..end], source, rule) is { } value)
                {
                    Append(text, value, isQuoted);
                    i = end;
                    continue;
                }

                text.Append(c);
                if (c == '\\' && isQuoted && i + 1 < template.Length)
                {
                    text.Append(template[++i]);
                }
                else if (c == '"')
                {
                    isQuoted = !isQuoted;
                }
            }

            return text.ToString();
        }

        /// <returns><see langword="null"/> where no variable has this name; JSON's where it leads nowhere.</returns>
        private JsonAny? Value(string name, JsonAny source, string rule) => name switch
        {
            "aws.events.rule-name" => rule,
            "aws.events.event" or "aws.events.event.json" => source,
            _ => paths.TryGetValue(name, out ReferencePath? path) ? Find(path, source) ?? JsonAny.Null : null,
        };

        /// <summary>Between quotes the characters of the value, elsewhere the value; of one that is not there, nothing between quotes.</summary>
        private static void Append(StringBuilder text, JsonAny value, bool isQuoted)
        {
            if (!isQuoted)
            {
                text.Append(value);
            }
            else if (value is not JsonNull)
            {
                string shown = (value as JsonString)?.Value ?? value.ToString();
                text.Append(new JsonString(shown).ToString().AsSpan()[1..^1]);
            }
        }
    }

    private static JsonAny? Find(ReferencePath path, JsonAny source) => path.Path.Find(source, NoScope.Instance, out _);

    /// <summary>A path into what began an execution reads nothing else.</summary>
    private sealed class NoScope : Scope
    {
        public static readonly NoScope Instance = new();

        public override JsonAny Context => throw new InvalidOperationException();

        public override Entropy Entropy => throw new InvalidOperationException();

        public override DateTimeOffset Now => throw new InvalidOperationException();

        public override StepBudget Steps => throw new InvalidOperationException();

        public override JsonAny? Variable(string name) => null;
    }
}
