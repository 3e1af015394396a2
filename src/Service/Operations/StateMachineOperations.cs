using System.Collections.Immutable;

namespace FunctionsAsl.Service.Operations;

internal sealed class StateMachineOperations(ServiceContext context)
{
    /// <summary>
    /// Idempotent: a second request with the same name, definition text, type and settings gets the first one's answer,
    /// whatever its role and tags, if it publishes as the machine has published first (ST control_lifecycle, create_identity).
    /// </summary>
    public async ValueTask<JsonMap> Create(Request request, CancellationToken cancel)
    {
        string name = request.Text("name");
        ResourceName.Check(name);
        bool publish = Publishes(request);
        string? description = request.OptionalText("versionDescription");
        Arns.CheckRole(request.Text("roleArn"));
        JsonMap tags = TagOperations.Merge(JsonMap.Empty, request.List("tags"), context.Arns.StateMachine(name), context.Quotas.Tags);
        var wanted = new StateMachineRecord
        {
            Arn = context.Arns.StateMachine(name),
            Name = name,
            Definition = request.Text("definition"),
            RoleArn = request.Text("roleArn"),
            Type = request.OptionalText("type") ?? "STANDARD",
            Status = "ACTIVE",
            CreationDate = default,
            LoggingConfiguration = Configuration.Logging(request.Object("loggingConfiguration")),
            TracingConfiguration = Configuration.Tracing(request.Object("tracingConfiguration")),
            EncryptionConfiguration = Configuration.Encryption(request.Object("encryptionConfiguration")),
            Tags = tags,
        };
        CheckDefinition(wanted.Definition, wanted.Type);
        await context.CheckLogGroup(wanted.LoggingConfiguration, cancel);
        StateMachineRecord? published = null;
        bool hasRoom = false;
        while (true)
        {
            StateMachineRecord? stored = await context.StateMachines.Find(wanted.Arn, cancel);
            if (published is not null && stored?.CreationDate != published.CreationDate)
            {
                await context.Publications.Drop(published, cancel);
                published = null;
            }

            if (stored is { IsDeleting: true })
            {
                throw ServiceContext.Deleting(wanted.Arn);
            }

            if (stored is not null)
            {
                CheckSameCreation(stored, wanted, await context.Publications.Of(stored, cancel), publish, description);
                return ShowCreated(stored, publish);
            }

            if (!hasRoom)
            {
                await context.StateMachineQuota.Take(cancel);
                hasRoom = true;
            }

            wanted = wanted with { CreationDate = context.Now() };
            if (publish)
            {
                if (!await context.Publications.TryPublishFirst(wanted, description, cancel))
                {
                    continue;
                }

                published = wanted;
            }

            if (await context.StateMachines.TryWrite(null, wanted, cancel))
            {
                return ShowCreated(wanted, publish);
            }
        }
    }

    /// <summary>An update that changes nothing keeps revision and date (ST control_lifecycle).</summary>
    public async ValueTask<JsonMap> Update(Request request, CancellationToken cancel)
    {
        string arn = request.Text("stateMachineArn");
        string? definition = request.OptionalText("definition");
        string? role = request.OptionalText("roleArn");
        JsonMap? givenLogging = request.Object("loggingConfiguration");
        JsonMap? tracing = request.Object("tracingConfiguration");
        JsonMap? encryption = request.Object("encryptionConfiguration");
        StateMachineRecord stored = await context.GetActiveStateMachine(arn, cancel);
        if (definition is null && role is null && givenLogging is null && tracing is null && encryption is null)
        {
            throw new ApiException(
                "MissingRequiredParameter",
                "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified");
        }

        bool publish = Publishes(request);
        if (role is not null)
        {
            Arns.CheckRole(role);
        }

        if (definition is not null)
        {
            CheckDefinition(definition, stored.Type);
        }

        JsonMap? logging = givenLogging is null ? null : Configuration.Logging(givenLogging);
        await context.CheckLogGroup(logging, cancel);
        DateTimeOffset now = context.Now();
        StateMachineRecord Change(StateMachineRecord machine)
        {
            if (machine.IsDeleting)
            {
                throw ServiceContext.Deleting(arn);
            }

            StateMachineRecord wanted = machine with
            {
                Definition = definition ?? machine.Definition,
                RoleArn = role ?? machine.RoleArn,
                LoggingConfiguration = logging ?? machine.LoggingConfiguration,
                TracingConfiguration = tracing is null ? machine.TracingConfiguration : Configuration.Tracing(tracing),
                EncryptionConfiguration =
                    encryption is null ? machine.EncryptionConfiguration : Configuration.Encryption(encryption),
            };
            return wanted.RoleArn == machine.RoleArn && IsSame(machine, wanted)
                ? machine
                : wanted with { RevisionId = Guid.NewGuid().ToString(), UpdateDate = now };
        }

        if (publish)
        {
            // A refusal must change nothing.
            PublicationRecord published = await context.Publications.Of(stored, cancel);
            if (Publications.VersionOf(published, Change(stored)) is null)
            {
                context.Publications.CheckRoom(published, stored);
            }
        }

        StateMachineRecord updated = await context.StateMachines.Change(arn, Change, cancel) ?? throw ServiceContext.NoStateMachine(arn);
        StateMachineVersion? version = publish
            ? await context.Publications.Publish(updated, request.OptionalText("versionDescription"), now, cancel)
            : null;
        return Alphabetical.Of(
            ("revisionId", Alphabetical.Text(updated.RevisionId)),
            ("stateMachineVersionArn", Alphabetical.Text(MachineReference.ArnOf(arn, version?.Number))),
            ("updateDate", Timestamp.Of(updated.UpdateDate ?? updated.CreationDate)));
    }

    /// <summary>
    /// Describes a machine, or a version of it: also the one that an alias leads to most often, since what an alias leads to is what AWS's
    /// documentation promises and nobody has measured.
    /// </summary>
    public async ValueTask<JsonMap> Describe(Request request, CancellationToken cancel)
    {
        string arn = request.Text("stateMachineArn");
        var reference = MachineReference.Parse(arn);
        StateMachineRecord machine;
        string? description = null;
        if (reference.Qualifier is null)
        {
            machine = await context.GetStateMachine(arn, cancel);
        }
        else
        {
            (StateMachineRecord now, StateMachineVersion version, StateMachineRecord revision) =
                await context.GetVersion(reference, static alias => alias.Routes.MaxBy(static r => r.Weight)!.Version, cancel);
            description = version.Description;
            machine = revision with
            {
                Arn = MachineReference.ArnOf(now.Arn, version.Number)!,
                CreationDate = version.CreationDate,
                Status = now.Status,
            };
        }

        List<KeyValuePair<string, JsonAny>> members =
        [
            new("creationDate", Timestamp.Of(machine.CreationDate)),
            new("status", machine.Status),
            new("type", machine.Type),
        ];
        if (description is not null)
        {
            members.Add(new("description", description));
        }

        return Show(machine, request, members);
    }

    public async ValueTask<JsonMap> DescribeForExecution(Request request, CancellationToken cancel)
    {
        ExecutionRecord execution = await context.GetExecution(request.Text("executionArn"), cancel);
        StateMachineRecord machine = execution.StateMachine;
        List<KeyValuePair<string, JsonAny>> members = [new("updateDate", Timestamp.Of(machine.UpdateDate ?? machine.CreationDate))];
        if (machine.Label is not null && execution.MapRunArn is not null)
        {
            members.Add(new("label", machine.Label));
            members.Add(new("mapRunArn", execution.MapRunArn));
        }

        return Show(machine, request, members);
    }

    /// <summary>Deleting what does not exist succeeds (LS test_delete_nonexistent_sm).</summary>
    public async ValueTask<JsonMap> Delete(Request request, CancellationToken cancel)
    {
        string arn = request.Text("stateMachineArn");
        Arns.Check(arn, Arns.StateMachineType);
        if (MachineReference.Parse(arn).Qualifier is not null)
        {
            throw new ApiException("ValidationException", $"stateMachineArn must be the ARN of a whole state machine: '{arn}'");
        }

        if (await context.StateMachines.Change(arn, static m => m.IsDeleting ? m : m with { Status = "DELETING" }, cancel) is not null)
        {
            await context.Engine.RemoveStateMachine(arn, cancel);
        }

        return JsonMap.Empty;
    }

    public async ValueTask<JsonMap> List(Request request, CancellationToken cancel)
    {
        const string Scope = "ListStateMachines";
        string? after = PageToken.Open(Scope, request.OptionalText("nextToken"));
        Page<StateMachineRecord> page = await context.StateMachines.List("", after, request.PageSize(), cancel);
        return Listing.Of("stateMachines", Scope, page, static machine => JsonMap.Of(
            ("creationDate", Timestamp.Of(machine.CreationDate)),
            ("name", machine.Name),
            ("stateMachineArn", machine.Arn),
            ("type", machine.Type)));
    }

    public ValueTask<JsonMap> Validate(Request request, CancellationToken cancel)
    {
        ImmutableArray<Diagnostic> found = context.Diagnose(
            request.Text("definition"), request.OptionalText("type") ?? "STANDARD");
        bool withWarnings = request.OptionalText("severity") == "WARNING";
        JsonAny[] shown =
        [
            .. found.Where(d => withWarnings || d.Severity == Severity.Error).Select(static d => Alphabetical.Of(
                ("code", d.Code),
                ("location", d.Location.Length == 0 ? null : Alphabetical.Text(d.Location)),
                ("message", d.Message),
                ("severity", d.Severity == Severity.Error ? "ERROR" : "WARNING"))),
        ];
        int most = request.PageSize();
        return new(JsonMap.Of(
            ("diagnostics", JsonList.Of(shown.Take(most))),
            ("result", found.Any(static d => d.Severity == Severity.Error) ? "FAIL" : "OK"),
            ("truncated", shown.Length > most)));
    }

    /// <summary>What both descriptions show, and <paramref name="members"/>.</summary>
    private JsonMap Show(StateMachineRecord machine, Request request, List<KeyValuePair<string, JsonAny>> members)
    {
        bool hidden = Configuration.HidesData(machine.EncryptionConfiguration, request.OptionalText("includedData"));
        members.Add(new("definition", hidden ? "{}" : machine.Definition));
        members.Add(new("encryptionConfiguration", machine.EncryptionConfiguration ?? Configuration.Encryption(null)));
        members.Add(new("loggingConfiguration", machine.LoggingConfiguration ?? Configuration.Logging(null)));
        members.Add(new("name", machine.Name));
        members.Add(new("roleArn", machine.RoleArn));
        members.Add(new("stateMachineArn", machine.Arn));
        members.Add(new("tracingConfiguration", machine.TracingConfiguration ?? Configuration.Tracing(null)));
        if (machine.RevisionId is not null)
        {
            members.Add(new("revisionId", machine.RevisionId));
        }

        if (!hidden && context.VariableReferences(machine.Definition) is { } references)
        {
            members.Add(new("variableReferences", references));
        }

        return Alphabetical.Of(members);
    }

    private static bool IsSame(StateMachineRecord a, StateMachineRecord b) =>
        a.Definition == b.Definition
        && a.Type == b.Type
        && Equals(a.LoggingConfiguration, b.LoggingConfiguration)
        && Equals(a.TracingConfiguration, b.TracingConfiguration)
        && Equals(a.EncryptionConfiguration, b.EncryptionConfiguration);

    /// <exception cref="ApiException">StateMachineAlreadyExists</exception>
    private static void CheckSameCreation(
        StateMachineRecord stored, StateMachineRecord wanted, PublicationRecord published, bool publish, string? description)
    {
        // Compared are the machine as it is, and the version that was published first (ST create_identity).
        string? difference = !IsSame(stored, wanted) || (publish && published.LastVersion == 0) ? $"'{wanted.Arn}'"
            : !publish && published.LastVersion > 0 ? "This state machine was already created with a published version."
            : publish && (published.Version(1) is not { } first || first.Description != description)
                ? "This state machine was already created with a published version using a different description."
            : null;
        if (difference is not null)
        {
            throw new ApiException("StateMachineAlreadyExists", $"State Machine Already Exists: {difference}");
        }
    }

    private static JsonMap ShowCreated(StateMachineRecord machine, bool publish) => Alphabetical.Of(
        ("creationDate", Timestamp.Of(machine.CreationDate)),
        ("stateMachineArn", machine.Arn),
        ("stateMachineVersionArn", Alphabetical.Text(publish ? MachineReference.ArnOf(machine.Arn, 1) : null)));

    private static bool Publishes(Request request)
    {
        bool publish = request.Flag("publish");
        return publish || request.OptionalText("versionDescription") is null
            ? publish
            : throw new ApiException("ValidationException", "Version description can only be set when publish is true");
    }

    private void CheckDefinition(string definition, string type)
    {
        ImmutableArray<Diagnostic> diagnostics = context.Diagnose(definition, type);
        if (diagnostics.Any(static d => d.Severity == Severity.Error))
        {
            throw ApiException.InvalidDefinition(diagnostics);
        }
    }
}
