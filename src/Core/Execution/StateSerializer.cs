namespace FunctionsAsl.Core.Execution;

/// <summary>
/// Saves and loads execution states as JSON. A value that stands in several places is written once, so the saved form is no larger
/// than what the state holds. Loading a saved state gives an equal one.
/// </summary>
public static class StateSerializer
{
    private const int Version = 1;

    public static byte[] Save(ExecutionState state) => ToJson(state).ToUtf8();

    public static JsonMap ToJson(ExecutionState state) => ToJson(state, new SavedValues());

    /// <summary>The state that an execution has ended in, for a redrive; <see langword="null"/> where it cannot go on from there.</summary>
    public static JsonMap? ToKept(ExecutionState ended) => ended.IsRedrivable ? ToJson(ended) : null;

    /// <param name="values">Gets the values of the state, for changes that are saved after it.</param>
    internal static JsonMap ToJson(ExecutionState state, SavedValues values)
    {
        ExecutionInput execution = state.Execution;
        JsonMap.Builder saved = new JsonMap.Builder()
            .Set("version", JsonNumber.Of(Version))
            .Set("engine", EngineVersion.Current)
            .Set("execution", new JsonMap.Builder()
                .Set("arn", execution.Arn)
                .Set("name", execution.Name)
                .Set("roleArn", execution.RoleArn)
                .Set("stateMachineArn", execution.StateMachineArn)
                .Set("stateMachineName", execution.StateMachineName)
                .SetIfPresent("stateMachineVersionArn", Saved.Text(execution.StateMachineVersionArn))
                .SetIfPresent("stateMachineAliasArn", Saved.Text(execution.StateMachineAliasArn))
                .Set("tokenKey", execution.TokenKey)
                .Set("waitScale", execution.WaitScale)
                .Set("input", values.Add(execution.Input))
                .Build())
            .Set("startTime", Saved.Time(state.StartTime))
            .Set("status", JsonNumber.Of((int)state.Status))
            .SetIfPresent("output", values.AddIfPresent(state.Output))
            .SetIfPresent("error", Saved.Text(state.Error))
            .SetIfPresent("cause", Saved.Text(state.Cause))
            .SetIfPresent("redriveCount", state.RedriveCount == 0 ? null : state.RedriveCount)
            .SetIfPresent("redriveTime", Saved.Time(state.RedriveTime))
            .SetIfPresent("redriveObstacle", Saved.Text(state.RedriveObstacle))
            .Set("lastEventId", state.LastEventId)
            .SetIfPresent("timeoutDue", Saved.Time(state.TimeoutDue))
            .Set("machineDeleted", state.MachineDeleted)
            .Set("variableBytes", state.VariableBytes)
            .SetIfPresent("ready", SaveReady(state))
            .SetIfPresent("pauses", state.Pauses == 0 ? null : state.Pauses)
            .Set("branches", JsonList.Of(
                state.Branches.Values.OrderBy(b => b.Id, StringComparer.Ordinal).Select(b => Save(b, null, values))));
        return values.Save(0, saved).Build();
    }

    /// <summary>What is new in a running state since another was saved.</summary>
    /// <param name="after">The state now; it still runs.</param>
    /// <param name="branches">Ids of the branches that have changed, or come, or gone.</param>
    /// <param name="values">The values that were saved so far; gets those that are new.</param>
    internal static JsonMap ToChange(ExecutionState before, ExecutionState after, IEnumerable<string> branches, SavedValues values)
    {
        int known = values.Count;
        ILookup<bool, string> ids = branches.Order(StringComparer.Ordinal).ToLookup(after.Branches.ContainsKey);
        JsonMap.Builder saved = new JsonMap.Builder()
            .Set("change", JsonNumber.Of(Version))
            .Set("lastEventId", after.LastEventId)
            .Set("machineDeleted", after.MachineDeleted)
            .Set("variableBytes", after.VariableBytes)
            .SetIfPresent("ready", SaveReady(after))
            .SetIfPresent("pauses", after.Pauses == 0 ? null : after.Pauses)
            .Set("gone", SaveIds(ids[false].Where(before.Branches.ContainsKey)))
            .Set("branches", JsonList.Of(ids[true].Select(id => Save(after.Branches[id], before.Branches.GetValueOrDefault(id), values))));
        return values.Save(known, saved).Build();
    }

    /// <summary>Whether this is a change (<see cref="ToChange"/>).</summary>
    internal static bool IsChange(JsonMap json) => json.Contains("change");

    /// <summary>The state after a change.</summary>
    /// <param name="before">The state that the change was made to.</param>
    /// <param name="values">The values that were saved before it; gets those that are new.</param>
    /// <exception cref="FormatException">This is no change.</exception>
    internal static ExecutionState Apply(ExecutionState before, JsonMap json, SavedValues values)
    {
        var saved = new Saved(json);
        CheckVersion(saved, "change");
        saved = saved.WithValues(values);
        Dictionary<string, Branch> branches = new(before.Branches, StringComparer.Ordinal);
        foreach (string id in saved.Strings("gone"))
        {
            branches.Remove(id);
        }

        foreach (Saved branch in saved.Objects("branches"))
        {
            Branch loaded = LoadBranch(branch, branches);
            branches[loaded.Id] = loaded;
        }

        return new ExecutionState(before.Execution, before.StartTime)
        {
            Status = before.Status,
            RedriveCount = before.RedriveCount,
            RedriveTime = before.RedriveTime,
            LastEventId = saved.Integer("lastEventId"),
            TimeoutDue = before.TimeoutDue,
            MachineDeleted = saved.Boolean("machineDeleted"),
            VariableBytes = saved.Integer("variableBytes"),
            Ready = LoadReady(saved),
            Pauses = saved.IntegerIfPresent("pauses") ?? 0,
            Branches = branches.ToImmutableDictionary(StringComparer.Ordinal),
        };
    }

    /// <param name="utf8">What <see cref="Save(ExecutionState)"/> gave.</param>
    /// <exception cref="FormatException">These bytes are not a saved state.</exception>
    public static ExecutionState Load(ReadOnlySpan<byte> utf8) =>
        Load(JsonReader.ReadSaved(utf8) as JsonMap ?? throw new FormatException("A saved state is a JSON object."));

    /// <param name="json">What <see cref="ToJson(ExecutionState)"/> gave.</param>
    /// <exception cref="FormatException">This is not a saved state.</exception>
    public static ExecutionState Load(JsonMap json) => Load(json, new SavedValues());

    /// <inheritdoc cref="Load(JsonMap)"/>
    internal static ExecutionState Load(JsonMap json, SavedValues values)
    {
        var saved = new Saved(json);
        CheckVersion(saved, "version");
        saved = saved.WithValues(values);
        Saved execution = saved.Object("execution");
        var input = new ExecutionInput
        {
            Arn = execution.String("arn"),
            Name = execution.String("name"),
            RoleArn = execution.String("roleArn"),
            StateMachineArn = execution.String("stateMachineArn"),
            StateMachineName = execution.String("stateMachineName"),
            StateMachineVersionArn = execution.StringIfPresent("stateMachineVersionArn"),
            StateMachineAliasArn = execution.StringIfPresent("stateMachineAliasArn"),
            TokenKey = execution.String("tokenKey"),
            WaitScale = execution.Double("waitScale"),
            Input = execution.Value("input"),
        };

        // Parents stand before their children: their ids are prefixes.
        var branches = new Dictionary<string, Branch>(StringComparer.Ordinal);
        foreach (Saved branch in saved.Objects("branches"))
        {
            Branch loaded = LoadBranch(branch, branches);
            branches.Add(loaded.Id, loaded);
        }

        return new ExecutionState(input, saved.Time("startTime"))
        {
            Status = (ExecutionStatus)saved.Integer("status"),
            Output = saved.ValueIfPresent("output"),
            Error = saved.StringIfPresent("error"),
            Cause = saved.StringIfPresent("cause"),
            RedriveCount = saved.IntegerIfPresent("redriveCount") ?? 0,
            RedriveTime = saved.TimeIfPresent("redriveTime"),
            RedriveObstacle = saved.StringIfPresent("redriveObstacle"),
            LastEventId = saved.Integer("lastEventId"),
            TimeoutDue = saved.TimeIfPresent("timeoutDue"),
            MachineDeleted = saved.Boolean("machineDeleted"),
            VariableBytes = saved.Integer("variableBytes"),
            Ready = LoadReady(saved),
            Pauses = saved.IntegerIfPresent("pauses") ?? 0,
            Branches = branches.ToImmutableDictionary(StringComparer.Ordinal),
        };
    }

    private static JsonList? SaveReady(ExecutionState state) =>
        state.Ready.IsEmpty ? null : SaveIds(state.Ready);

    private static JsonList SaveIds(IEnumerable<string> ids) => JsonList.Of(ids.Select(static id => (JsonAny)new JsonString(id)));

    private static ImmutableArray<string> LoadReady(Saved saved) =>
        saved.JsonIfPresent("ready") is null ? [] : [.. saved.Strings("ready")];

    private static void CheckVersion(Saved saved, string name)
    {
        if (saved.Integer(name) != Version)
        {
            throw new FormatException($"The state was saved in version {saved.Integer(name)}; this is {Version}.");
        }
    }

    /// <param name="before">The branch as it was saved last, whose variables need not be written again; or <see langword="null"/>.</param>
    private static JsonMap Save(Branch branch, Branch? before, SavedValues values)
    {
        // Variables are assigned one by one, and are gone all together when their branch ends.
        bool goesOn = before is not null && (branch.Variables.Count > 0 || before.Variables.Count == 0);
        var variables = new JsonMap.Builder();
        if (!goesOn || !ReferenceEquals(branch.Variables, before!.Variables))
        {
            foreach ((string name, JsonAny value) in branch.Variables.OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                if (!goesOn || !before!.Variables.TryGetValue(name, out JsonAny? old) || !ReferenceEquals(old, value))
                {
                    variables.Set(name, values.Add(value));
                }
            }
        }

        return new JsonMap.Builder()
            .Set("id", branch.Id)
            .SetIfPresent("parentId", Saved.Text(branch.ParentId))
            .Set("index", JsonNumber.Of(branch.Index))
            .Set("lastEventId", branch.LastEventId)
            .Set("step", JsonNumber.Of(branch.Step))
            .Set("state", branch.StateName)
            .Set("input", values.Add(branch.Input))
            .Set("enteredEventId", branch.EnteredEventId)
            .Set("enteredTime", Saved.Time(branch.EnteredTime))
            .Set("retryCount", JsonNumber.Of(branch.RetryCount))
            .Set("retrierCounts", JsonList.Of(branch.RetrierCounts.Select(c => (JsonAny)JsonNumber.Of(c))))
            .Set("variables", variables.Build())
            .SetIfPresent("goesOn", goesOn ? JsonAny.True : null)
            .SetIfPresent("waiting", branch.Waiting is null ? null : Save(branch.Waiting, values))
            .SetIfPresent("output", values.AddIfPresent(branch.Output))
            .Build();
    }

    private static JsonMap Save(Waiting waiting, SavedValues values) => waiting switch
    {
        Waiting.Until until => JsonMap.Of(("for", "time"), ("due", Saved.Time(until.Time))),
        Waiting.Retry retry => JsonMap.Of(("for", "retry"), ("due", Saved.Time(retry.Time))),
        Waiting.ForTask task => new JsonMap.Builder()
            .Set("for", "task")
            .Set("input", values.Add(task.Input))
            .Set("scheduled", Saved.Time(task.Scheduled))
            .SetIfPresent("timeoutSeconds", Saved.Number(task.TimeoutSeconds))
            .SetIfPresent("heartbeatSeconds", Saved.Number(task.HeartbeatSeconds))
            .SetIfPresent("timeoutDue", Saved.Time(task.TimeoutDue))
            .SetIfPresent("heartbeatDue", Saved.Time(task.HeartbeatDue))
            .SetIfPresent("awaitsOffer", task.AwaitsOffer ? JsonAny.True : null)
            .Set("started", task.Started)
            .SetIfPresent("startedTime", Saved.Time(task.StartedTime))
            .Set("submitted", task.Submitted)
            .SetIfPresent("job", values.AddIfPresent(task.Job))
            .SetIfPresent("items", task.Items is { } items ? MapRunSerializer.ToJson(items) : null)
            .SetIfPresent("mapRunArn", Saved.Text(task.MapRunArn))
            .SetIfPresent("redrive", task.Redrive == 0 ? null : task.Redrive)
            .Build(),
        Waiting.ForRedriveOfRun ended => JsonMap.Of(("for", "redriveOfRun"), ("run", Save(ended.Run, values))),
        Waiting.ForRedrive ended => JsonMap.Of(
            ("for", "redrive"), ("status", JsonNumber.Of((int)ended.Status)), ("items", MapRunSerializer.ToJson(ended.Items))),
        Waiting.ForBranches branches => new JsonMap.Builder()
            .Set("for", "branches")
            .Set("input", values.Add(branches.Input))
            .SetIfPresent("items", values.AddIfPresent(branches.Items))
            .Set("count", JsonNumber.Of(branches.Count))
            .Set("concurrency", JsonNumber.Of(branches.Concurrency))
            .Set("started", JsonNumber.Of(branches.Started))
            .Set("ended", JsonNumber.Of(branches.Ended))
            .SetIfPresent("outputBytes", branches.OutputBytes > 0 ? branches.OutputBytes : null)
            .SetIfPresent("mapRun", branches.MapRun is { } run ? MapRunSerializer.ToJson(run) : null)
            .Build(),
        _ => JsonMap.Of(("for", "nothing")),
    };

    private static Branch LoadBranch(Saved saved, Dictionary<string, Branch> loaded)
    {
        string? parentId = saved.StringIfPresent("parentId");
        Branch? parent = parentId is null ? null
            : loaded.GetValueOrDefault(parentId) ?? throw new FormatException($"The saved state has no branch '{parentId}'.");
        int index = (int)saved.Integer("index");
        string id = saved.String("id");
        Branch? before = loaded.GetValueOrDefault(id);
        ImmutableDictionary<string, JsonAny> variables = saved.Values("variables");
        return new Branch
        {
            Id = id,
            ParentId = parentId,
            Index = index,
            MapItem = before is not null ? before.MapItem : parent is { Waiting: Waiting.ForBranches { Items: { } items, MapRun: null } } ? MapItem.At(items, index) : parent?.MapItem,
            LastEventId = saved.Integer("lastEventId"),
            Step = (int)saved.Integer("step"),
            StateName = new JsonString(saved.String("state")),
            Input = saved.Value("input"),
            EnteredEventId = saved.Integer("enteredEventId"),
            EnteredTime = saved.Time("enteredTime"),
            RetryCount = (int)saved.Integer("retryCount"),
            RetrierCounts = saved.Integers("retrierCounts"),
            Variables = saved.BooleanIfPresent("goesOn") && before is not null ? before.Variables.SetItems(variables) : variables,
            Waiting = saved.ObjectIfPresent("waiting") is { } waiting ? LoadWaiting(waiting) : null,
            Output = saved.ValueIfPresent("output"),
        };
    }

    private static Waiting LoadWaiting(Saved saved) => saved.String("for") switch
    {
        "time" => new Waiting.Until(saved.Time("due")),
        "retry" => new Waiting.Retry(saved.Time("due")),
        "task" => new Waiting.ForTask(saved.Value("input"), saved.TimeIfPresent("scheduled") ?? default)
        {
            TimeoutSeconds = saved.IntegerIfPresent("timeoutSeconds"),
            HeartbeatSeconds = saved.IntegerIfPresent("heartbeatSeconds"),
            TimeoutDue = saved.TimeIfPresent("timeoutDue"),
            HeartbeatDue = saved.TimeIfPresent("heartbeatDue"),
            AwaitsOffer = saved.BooleanIfPresent("awaitsOffer"),
            Started = saved.Boolean("started"),
            StartedTime = saved.TimeIfPresent("startedTime"),
            Submitted = saved.Boolean("submitted"),
            Job = saved.ValueIfPresent("job"),
            Items = saved.Has("items") ? MapRunSerializer.LoadRange(saved) : null,
            MapRunArn = saved.StringIfPresent("mapRunArn"),
            Redrive = saved.IntegerIfPresent("redrive") ?? 0,
        },
        "redriveOfRun" => new Waiting.ForRedriveOfRun((Waiting.ForTask)LoadWaiting(saved.Object("run"))),
        "redrive" => new Waiting.ForRedrive((ExecutionStatus)saved.Integer("status"), MapRunSerializer.LoadRange(saved)),
        "branches" => LoadBranches(saved, (int)saved.Integer("started"), (int)saved.Integer("ended")),
        _ => Waiting.OverAndDone,
    };

    private static Waiting.ForBranches LoadBranches(Saved saved, int started, int ended) => new(
        saved.Value("input"), saved.ValueIfPresent("items"), (int)saved.Integer("count"), (int)saved.Integer("concurrency"), started, ended)
    {
        OutputBytes = saved.IntegerIfPresent("outputBytes") ?? 0,
        MapRun = saved.ObjectIfPresent("mapRun") is { } run ? MapRunSerializer.Load(run, started, ended) : null,
    };
}
