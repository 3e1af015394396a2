namespace FunctionsAsl.Core.States;

/// <summary>Reads the fields that states of several types have in common, and picks the reader for the type.</summary>
internal static class StateFields
{
    public static State? Read(string name, Fields fields, StateLinks links)
    {
        fields.Require("Type");
        fields.String("Comment");
        fields.ReadLanguage(fields.Definition.Language);
        string? type = fields.OneOf("Type", "Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map");
        if (type is null)
        {
            // Which other fields belong here is not known.
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
        var catcher = new Catcher(ReadErrorEquals(fields), DataFlow.ReadCatcher(fields));
        links.ReadRequired(fields, "Next", state => catcher.Next = state);
        fields.End();
        return catcher;
    }

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
}
