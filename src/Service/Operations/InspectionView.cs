using FunctionsAsl.Service.StateTests;

namespace FunctionsAsl.Service.Operations;

/// <summary>What came of a test, as TestState answers it. Of the stages AWS shows some states' and leaves out others (conformance, area test_state).</summary>
internal static class InspectionView
{
    public static JsonMap Show(ExecutionRecord ended, Inspection inspection, StateUnderTest state, string level)
    {
        InspectionData data = inspection.Data;
        bool exited = ended.Status == ExecutionStatus.Succeeded;
        bool isCaught = exited && data.CatchIndex is not null;
        bool isRetriable = !exited && data.RetryIndex is not null;
        (string? error, string? cause) = isCaught ? data.Handled!.Value
            // It has run for as long as a test may.
            : ended.Status == ExecutionStatus.TimedOut ? (ErrorName.Timeout, null)
            : (ended.Error, ended.Cause);
        return Alphabetical.Of(
            ("cause", Alphabetical.Text(cause)),
            ("error", Alphabetical.Text(error)),
            ("inspectionData", level == "INFO" ? null : Inspected(ended.Input, inspection, state, isCaught, isRetriable, isTrace: level == "TRACE")),
            ("nextState", exited ? Alphabetical.Text(data.NextState) : null),
            ("output", exited ? Alphabetical.Text(ended.Output!.ToString()) : null),
            ("status", isCaught ? "CAUGHT_ERROR" : isRetriable ? "RETRIABLE" : exited ? "SUCCEEDED" : "FAILED"));
    }

    private static JsonMap Inspected(string input, Inspection inspection, StateUnderTest state, bool isCaught, bool isRetriable, bool isTrace)
    {
        InspectionData data = inspection.Data;
        List<KeyValuePair<string, JsonAny>> members = [new("input", input)];
        void Add(string name, JsonAny? value)
        {
            if (value is not null)
            {
                members.Add(new(name, value));
            }
        }

        void AddStage(string name, JsonAny? stage) => Add(name, Alphabetical.Text(InspectionData.Show(stage)));

        if (state.Type is "Task" or "Pass")
        {
            AddStage("result", data.Result);
        }

        if (state.IsJsonata)
        {
            AddStage("afterArguments", state.Type == "Task" ? data.AfterArguments : null);
        }
        else
        {
            bool isLiteral = state.Type == "Pass" && data.Result is not null;
            AddStage("afterInputPath", state.Type switch
            {
                "Parallel" => null,
                "Fail" => JsonAny.ParseVerbatim(input),
                _ => isLiteral ? null : data.AfterInputPath,
            });
            AddStage("afterParameters", state.Type == "Task" || (state.Type == "Pass" && !isLiteral) ? data.AfterParameters : null);
            if (state.TakesMock || state.Type == "Pass")
            {
                // A catcher has no ResultSelector.
                AddStage("afterResultSelector", isCaught ? null : data.AfterResultSelector);
                AddStage("afterResultPath", data.AfterResultPath);
            }
        }

        if (state.Type == "Map")
        {
            AddItems(state, data, AddStage, Add);
        }

        if (isTrace)
        {
            Add("request", data.Request);
            Add("response", data.Response);
        }

        Add("variables", Variables(inspection));
        Add("errorDetails", isCaught ? JsonMap.Of(("catchIndex", JsonNumber.Of(data.CatchIndex!.Value)))
            : isRetriable ? JsonMap.Of(
                ("retryBackoffIntervalSeconds", JsonNumber.Of((long)data.RetryBackoff.TotalSeconds)),
                ("retryIndex", JsonNumber.Of(data.RetryIndex!.Value)))
            : null);
        return Alphabetical.Of(members);
    }

    private static void AddItems(StateUnderTest state, InspectionData data, Action<string, JsonAny?> addStage, Action<string, JsonAny?> add)
    {
        if (ReaderInput.Pointer(state) is not null)
        {
            addStage("afterItemsPointer", data.AfterItemsPath);
        }
        else if (!state.IsJsonata && state.ItemReader is null)
        {
            add("afterItemsPath", List(data.AfterItemsPath));
        }

        add("afterItemSelector", List(data.AfterItemSelector));
        add("afterItemBatcher", List(data.AfterItemBatcher));
        add("maxConcurrency", Number(data.MaxConcurrency));
        add("toleratedFailureCount", Number(data.ToleratedFailureCount));
        add("toleratedFailurePercentage", Alphabetical.Float(data.ToleratedFailurePercentage));
    }

    /// <summary>Items as AWS writes them: with a blank after the comma between them (ST test_state_mock).</summary>
    private static JsonString? List(JsonAny? items) => InspectionData.Show(items) is not { } text ? null
        : items is JsonList list ? new JsonString($"[{string.Join(", ", list.Select(static item => item.WithoutSourceText()))}]")
        : new JsonString(text);

    private static JsonNumber? Number(long? number) => number is { } value ? JsonNumber.Of(value) : null;

    /// <summary>All variables after the state; where it did not exit, those before it.</summary>
    private static JsonString? Variables(Inspection inspection)
    {
        JsonMap variables = inspection.Data.Variables is not { } after ? inspection.Variables : JsonMap.Of(
            [.. after.OrderBy(static v => v.Key, StringComparer.Ordinal).Select(static v => (v.Key, v.Value))]);
        return variables.Count == 0 ? null : Alphabetical.Text(InspectionData.Show(variables));
    }
}
