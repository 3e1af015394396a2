using System.Collections.Frozen;
using System.Collections.Immutable;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <summary>Reads the fields that states of several types have in common, and picks the reader for the type.</summary>
internal static class StateFields
{
    private static readonly FrozenSet<string> OfJsonata = new[] { "Arguments", "Output", "Items", "Condition" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a field exists in the JSONata query language only.</summary>
    public static bool IsOfJsonata(string name) => OfJsonata.Contains(name);

    public static StateLinks? Read(string name, Fields fields)
    {
        fields.Allow("Type", "Comment");
        ReadQueryLanguage(fields);
        var links = new List<(string, string, Action<State>)>();
        string? type = fields.OneOf("Type", "Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map");
        if (type is null)
        {
            if (!fields.Has("Type"))
            {
                fields.Require("Type");
                fields.Definition.Report("These fields are required: [Type]", fields.Pointer);
            }

            return null;
        }

        State? state = type switch
        {
            "Task" => TaskState.Read(name, fields, links),
            "Wait" => WaitState.Read(name, fields),
            "Pass" => PassState.Read(name, fields),
            "Succeed" => SucceedState.Read(name, fields),
            "Fail" => FailState.Read(name, fields),
            "Choice" => ChoiceState.Read(name, fields, links),
            "Parallel" => ParallelState.Read(name, fields, links),
            _ => MapState.Read(name, fields, links),
        };
        if (state is not (SucceedState or FailState or ChoiceState))
        {
            ReadTransition(fields, links, next => state!.Next = next);
        }

        fields.End();
        return state is null ? null : new StateLinks(state, fields, links);
    }

    /// <summary>InputPath, OutputPath and Assign, and where the type has them the fields between.</summary>
    public static DataFlow ReadFlow(Fields fields, bool parameters, bool resultSelector, bool resultPath, bool assign = true)
    {
        bool discard = resultPath && fields.Any("ResultPath") is JsonNull;
        return new DataFlow
        {
            InputPath = fields.DataPath("InputPath"),
            OutputPath = fields.DataPath("OutputPath"),
            Parameters = parameters ? fields.Template("Parameters") : null,
            ResultSelector = resultSelector ? fields.Template("ResultSelector") : null,
            ResultPath = resultPath && !discard ? fields.TargetPath("ResultPath") : null,
            DiscardResult = discard,
            Assign = assign ? ReadAssign(fields) : null,
        };
    }

    public static PayloadTemplate? ReadAssign(Fields fields)
    {
        if (fields.Object("Assign") is not { } assign)
        {
            return null;
        }

        foreach ((string key, _) in assign)
        {
            string name = key.EndsWith(".$", StringComparison.Ordinal) ? key[..^2] : key;
            if (!VariableName.IsValid(name))
            {
                fields.Report($"Invalid variable name: '{name}'", "Assign");
            }
        }

        return fields.Template("Assign");
    }

    public static ErrorHandling ReadErrors(Fields fields, List<(string, string, Action<State>)> links)
    {
        ImmutableArray<Retrier>.Builder retry = ImmutableArray.CreateBuilder<Retrier>();
        foreach (Fields element in Elements(fields, "Retry"))
        {
            ImmutableArray<string> errors = ReadErrorEquals(element);
            element.Allow("Comment");
            double? maxDelay = element.Number("MaxDelaySeconds", 1, 31_622_400);
            retry.Add(new Retrier(
                errors,
                element.Number("IntervalSeconds", 1, Limits.Seconds) ?? 1,
                element.Integer("MaxAttempts", 0, Limits.Seconds) ?? 3,
                element.Number("BackoffRate", 1, double.MaxValue) ?? 2,
                maxDelay,
                element.OneOf("JitterStrategy", "NONE", "FULL") == "FULL"));
            if (maxDelay <= retry[^1].IntervalSeconds)
            {
                element.Report("MaxDelaySeconds must be greater than IntervalSeconds", "MaxDelaySeconds");
            }

            element.End();
        }

        ImmutableArray<Catcher>.Builder catchers = ImmutableArray.CreateBuilder<Catcher>();
        foreach (Fields element in Elements(fields, "Catch"))
        {
            ImmutableArray<string> errors = ReadErrorEquals(element);
            element.Allow("Comment");
            element.Require("Next");
            string? next = element.String("Next");
            bool discard = element.Any("ResultPath") is JsonNull;
            ReferencePath? resultPath = discard ? null : element.TargetPath("ResultPath");
            var catcher = new Catcher(errors, resultPath, discard, ReadAssign(element));
            catchers.Add(catcher);
            if (next is not null)
            {
                links.Add(($"Catch[{catchers.Count - 1}]/Next", next, state => catcher.Next = state));
            }

            element.End();
        }

        CheckAllIsLast(fields, "Retry", retry.Select(r => r.ErrorEquals));
        CheckAllIsLast(fields, "Catch", catchers.Select(c => c.ErrorEquals));
        return new ErrorHandling(retry.ToImmutable(), catchers.ToImmutable());
    }

    /// <summary>The objects of an array field, each with its own pointer, as <c>/States/A/Retry[0]</c>.</summary>
    public static IEnumerable<Fields> Elements(Fields fields, string name, bool mayBeEmpty = true)
    {
        if (fields.Array(name, mayBeEmpty) is not { } array)
        {
            yield break;
        }

        for (int i = 0; i < array.Count; i++)
        {
            string pointer = $"{fields.Pointer}/{name}[{i}]";
            if (array[i] is JsonObject element)
            {
                yield return new Fields(element, pointer, fields.Definition);
            }
            else
            {
                fields.Definition.Report("Expected value of type Object", pointer);
            }
        }
    }

    private static ImmutableArray<string> ReadErrorEquals(Fields element)
    {
        element.Require("ErrorEquals");
        ImmutableArray<string> errors = element.Strings("ErrorEquals");
        if (errors.Length > 1 && errors.Contains(ErrorName.All))
        {
            element.Report("States.ALL must appear alone in ErrorEquals", "ErrorEquals");
        }

        return errors;
    }

    private static void CheckAllIsLast(Fields fields, string name, IEnumerable<ImmutableArray<string>> errorEquals)
    {
        ImmutableArray<string>[] all = [.. errorEquals];
        for (int i = 0; i < all.Length - 1; i++)
        {
            if (all[i].Contains(ErrorName.All))
            {
                fields.Definition.Report("States.ALL must be the last one", $"{fields.Pointer}/{name}[{i}]/ErrorEquals");
            }
        }
    }

    private static void ReadTransition(Fields fields, List<(string, string, Action<State>)> links, Action<State> setNext)
    {
        string? next = fields.String("Next");
        bool end = fields.Boolean("End");
        if (fields.Has("Next") && end)
        {
            fields.Definition.Report("State can include only one of the following fields: [Next, End]", fields.Pointer);
        }
        else if (next is not null)
        {
            links.Add(("Next", next, setNext));
        }
        else if (!end && !fields.Has("Next"))
        {
            fields.Definition.Report("These fields are required: [Next]", fields.Pointer, DiagnosticCode.MissingEndState);
        }
    }

    private static void ReadQueryLanguage(Fields fields)
    {
        if (fields.OneOfQueryLanguages() == "JSONata")
        {
            fields.Report("The query language JSONata is not supported yet", "QueryLanguage");
        }
    }
}
