namespace FunctionsAsl.Service.Operations;

/// <summary>Versions of state machines (DG/concepts-state-machine-version).</summary>
internal sealed class VersionOperations(ServiceContext context)
{
    /// <summary>What stands for the revision of a machine that was never updated.</summary>
    private const string Initial = "INITIAL";

    /// <summary>Idempotent: a revision that is published already stays what it is, whatever the description (ST control_lifecycle).</summary>
    public async ValueTask<JsonMap> Publish(Request request, CancellationToken cancel)
    {
        StateMachineRecord machine = await context.GetActiveStateMachine(request.Text("stateMachineArn"), cancel);
        string current = machine.RevisionId ?? Initial;
        if (request.OptionalText("revisionId") is { } wanted && wanted != current)
        {
            throw new ApiException(
                "ConflictException",
                $"Failed to publish the State Machine version for revision {wanted}. The current State Machine revision is {current}.");
        }

        StateMachineVersion version = await context.Publications.Publish(
            machine, request.OptionalText("description"), context.Now(), cancel);
        return Show(machine.Arn, version);
    }

    /// <summary>Deleting what does not exist succeeds (LS test_list_delete_version). Executions of the version go on.</summary>
    public async ValueTask<JsonMap> Delete(Request request, CancellationToken cancel)
    {
        string arn = request.Text("stateMachineVersionArn");
        Arns.Check(arn, Arns.StateMachineType);
        var reference = MachineReference.Parse(arn);
        if (!reference.IsVersion)
        {
            throw new ApiException("ValidationException", $"stateMachineVersionArn must be the ARN of a state machine version: '{arn}'");
        }

        if (await context.StateMachines.Find(reference.MachineArn, cancel) is { } machine)
        {
            await context.Publications.Change(machine, published => Remove(published, reference.Version), cancel);
        }

        return JsonMap.Empty;
    }

    /// <summary>The newest come first.</summary>
    public async ValueTask<JsonMap> List(Request request, CancellationToken cancel)
    {
        string arn = request.Text("stateMachineArn");
        StateMachineRecord machine = await context.GetStateMachine(arn, cancel);
        string scope = $"ListStateMachineVersions {arn}";
        string? after = PageToken.Open(scope, request.OptionalText("nextToken"));
        int before = int.MaxValue;
        if (after is not null && !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            throw PageToken.Invalid();
        }

        PublicationRecord published = await context.Publications.Of(machine, cancel);
        return Listing.Of(
            "stateMachineVersions",
            scope,
            Listing.PageOf(
                published.Versions.Reverse().Where(v => v.Number < before),
                request.PageSize(),
                static v => v.Number.ToString(CultureInfo.InvariantCulture)),
            version => Show(arn, version));
    }

    /// <exception cref="ApiException">ConflictException: an alias leads to it.</exception>
    private static PublicationRecord Remove(PublicationRecord published, int? number)
    {
        if (published.Version(number) is not { } version)
        {
            return published;
        }

        string[] aliases = [.. published.Aliases.Where(a => a.LeadsTo(version.Number)).Select(static a => a.Name)];
        return aliases.Length == 0
            ? published with { Versions = published.Versions.Remove(version) }
            : throw new ApiException(
                "ConflictException",
                "Version to be deleted must not be referenced by an alias. "
                + $"Current list of aliases referencing this version: [{string.Join(", ", aliases)}]");
    }

    private static JsonMap Show(string machineArn, StateMachineVersion version) => JsonMap.Of(
        ("creationDate", Timestamp.Of(version.CreationDate)),
        ("stateMachineVersionArn", MachineReference.ArnOf(machineArn, version.Number)!));
}
