using System.Collections.Frozen;
using System.Collections.Immutable;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <summary>Reads the fields that states of several types have in common, and picks the reader for the type.</summary>
internal static class StateFields
{
    public const string NoJsonata = "The query language JSONata is not supported yet";

    private static readonly FrozenSet<string> OfJsonata = new[] { "Arguments", "Output", "Items", "Condition" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a field exists in the JSONata query language only.</summary>
    public static bool IsOfJsonata(string name) => OfJsonata.Contains(name);

    public static State? Read(string name, Fields fields, StateLinks links)
    {
        fields.Require("Type");
        fields.String("Comment");
        bool isJsonata = fields.OneOfQueryLanguages() == "JSONata";
        string? type = fields.OneOf("Type", "Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map");
        if (isJsonata)
        {
            fields.Report(NoJsonata, "QueryLanguage");
            ReadInside(type, fields);
        }

        if (isJsonata || type is null)
        {
            // Which other fields belong here is not known, but a missing type is.
            links.AreUnknown = true;
            fields.EndUnread();
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
        if (type is "Succeed" or "Fail")
        {
            links.IsTerminal = true;
        }
        else if (type != "Choice")
        {
            ReadTransition(fields, links, next => state?.Next = next);
        }

        fields.End();
        return state;
    }

    /// <summary>InputPath, OutputPath and Assign, and where the type has them the fields between.</summary>
    public static DataFlow ReadFlow(Fields fields, bool parameters, bool resultSelector, bool resultPath, bool assign = true)
    {
        (ReferencePath? path, bool discard) = resultPath ? ReadResultPath(fields) : default;
        return new DataFlow
        {
            InputPath = fields.DataPath("InputPath"),
            OutputPath = fields.DataPath("OutputPath"),
            Parameters = parameters ? fields.Template("Parameters") : null,
            ResultSelector = resultSelector ? fields.Template("ResultSelector") : null,
            ResultPath = path,
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
            if (VariableName.IsValid(name))
            {
                fields.Definition.Assigns(name, fields.Pointer + "/Assign");
            }
            else
            {
                fields.Report($"Invalid variable name: '{name}'", "Assign");
            }
        }

        return fields.Template("Assign");
    }

    public static ErrorHandling ReadErrors(Fields fields, StateLinks links)
    {
        ImmutableArray<Retrier> retry = [.. fields.Elements("Retry").Select(ReadRetrier)];
        ImmutableArray<Catcher> catchers = [.. fields.Elements("Catch").Select(element => ReadCatcher(element, links))];
        CheckAll(fields, "Retry", [.. retry.Select(r => r.ErrorEquals)]);
        CheckAll(fields, "Catch", [.. catchers.Select(c => c.ErrorEquals)]);
        return new ErrorHandling(retry, catchers);
    }

    private static Retrier ReadRetrier(Fields fields)
    {
        fields.String("Comment");
        long interval = fields.Integer("IntervalSeconds", 1, Limits.Seconds) ?? 1;
        long? maxDelay = fields.Integer("MaxDelaySeconds", 1, Limits.MaxDelaySeconds);
        var retrier = new Retrier(
            ReadErrorEquals(fields),
            interval,
            fields.Integer("MaxAttempts", 0, Limits.Seconds) ?? 3,
            fields.Number("BackoffRate", 1, double.MaxValue) ?? 2,
            maxDelay,
            fields.OneOf("JitterStrategy", "NONE", "FULL") == "FULL");
        if (maxDelay <= interval)
        {
            fields.Report("MaxDelaySeconds must be greater than IntervalSeconds", "MaxDelaySeconds");
        }

        fields.End();
        return retrier;
    }

    private static Catcher ReadCatcher(Fields fields, StateLinks links)
    {
        fields.String("Comment");
        (ReferencePath? resultPath, bool discard) = ReadResultPath(fields);
        var catcher = new Catcher(ReadErrorEquals(fields), resultPath, discard, ReadAssign(fields));
        links.ReadRequired(fields, "Next", state => catcher.Next = state);
        fields.End();
        return catcher;
    }

    /// <summary>ResultPath; <c>null</c> there discards the result.</summary>
    private static (ReferencePath? Path, bool Discard) ReadResultPath(Fields fields) =>
        fields.Any("ResultPath") is JsonNull ? (null, true) : (fields.TargetPath("ResultPath"), false);

    private static ImmutableArray<string> ReadErrorEquals(Fields fields)
    {
        fields.Require("ErrorEquals");
        return fields.Strings("ErrorEquals");
    }

    /// <summary>States.ALL stands alone in the last element (aws/aws-cdk#10530).</summary>
    private static void CheckAll(Fields fields, string name, ImmutableArray<ImmutableArray<string>> errorEquals)
    {
        for (int i = 0; i < errorEquals.Length; i++)
        {
            int at = errorEquals[i].IndexOf(ErrorName.All);
            if (at >= 0 && (errorEquals[i].Length > 1 || i < errorEquals.Length - 1))
            {
                fields.Definition.Report(
                    "States.ALL must appear alone and at end of list", $"{fields.Pointer}/{name}[{i}]/ErrorEquals[{at}]");
            }
        }
    }

    private static void ReadTransition(Fields fields, StateLinks links, Action<State> setNext)
    {
        fields.AtMostOne("Next", "End");
        links.IsTerminal = fields.Boolean("End");
        if (links.IsTerminal)
        {
            links.Read(fields, "Next", setNext);
        }
        else
        {
            links.ReadRequired(fields, "Next", setNext);
        }
    }

    /// <summary>Reads the states inside a state that is not read itself, for what is wrong with them.</summary>
    private static void ReadInside(string? type, Fields fields)
    {
        if (type == "Map")
        {
            MapState.ReadProcessor(fields, out _);
        }
        else if (type == "Parallel")
        {
            ParallelState.ReadBranches(fields);
        }
    }
}
