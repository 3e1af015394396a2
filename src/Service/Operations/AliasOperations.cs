using System.Collections.Immutable;

namespace FunctionsAsl.Service.Operations;

/// <summary>Aliases of state machines (DG/concepts-state-machine-alias).</summary>
internal sealed class AliasOperations(ServiceContext context)
{
    /// <summary>Idempotent: a second request of the same content gets the first one's answer (ST control_lifecycle).</summary>
    public async ValueTask<JsonMap> Create(Request request, CancellationToken cancel)
    {
        Routing routing = Routing.Read(request.List("routingConfiguration")!);
        StateMachineRecord machine = await context.StateMachines.Find(routing.MachineArn, cancel)
            ?? throw NotFound(routing.Versions[0]);
        CheckActive(machine);
        var wanted = new StateMachineAlias(
            request.Text("name"), routing.Routes, context.Now(), null, request.OptionalText("description"));
        PublicationRecord published = await context.Publications.Change(machine, before => Add(before, routing, wanted), cancel);
        return ShowItem(machine, published.Alias(wanted.Name)!);
    }

    public async ValueTask<JsonMap> Describe(Request request, CancellationToken cancel)
    {
        (StateMachineRecord? machine, MachineReference reference) = await FindMachine(request, cancel);
        StateMachineAlias? alias = machine is null ? null : (await context.Publications.Of(machine, cancel)).Alias(reference.Alias);
        return alias is null
            ? throw NotFound(reference.Arn)
            : Alphabetical.Of(
                ("creationDate", Timestamp.Of(alias.CreationDate)),
                ("description", Alphabetical.Text(alias.Description)),
                ("name", alias.Name),
                ("routingConfiguration", JsonList.Of(alias.Routes.Select(route => (JsonAny)JsonMap.Of(
                    ("stateMachineVersionArn", MachineReference.ArnOf(reference.MachineArn, route.Version)!), ("weight", route.Weight))))),
                ("stateMachineAliasArn", reference.Arn),
                // Absent until the first update (ST control_lifecycle).
                ("updateDate", alias.UpdateDate is { } updated ? Timestamp.Of(updated) : null));
    }

    /// <summary>An update that changes nothing keeps the date.</summary>
    public async ValueTask<JsonMap> Update(Request request, CancellationToken cancel)
    {
        string? description = request.OptionalText("description");
        Routing? routing = request.List("routingConfiguration") is { } routes ? Routing.Read(routes) : null;
        (StateMachineRecord? machine, MachineReference reference) = await FindMachine(request, cancel);
        if (description is null && routing is null)
        {
            throw new ApiException("ValidationException", "Either description or routing configuration must be specified");
        }

        if (machine is null)
        {
            throw NotFound(reference.Arn);
        }

        CheckActive(machine);
        routing?.CheckMachine(machine.Arn);
        DateTimeOffset now = context.Now();
        PublicationRecord published = await context.Publications.Change(
            machine,
            before =>
            {
                StateMachineAlias alias = before.Alias(reference.Alias) ?? throw NotFound(reference.Arn);
                routing?.CheckVersions(before);
                StateMachineAlias wanted = alias with
                {
                    Description = description ?? alias.Description,
                    Routes = routing?.Routes ?? alias.Routes,
                };
                return IsSame(alias, wanted) ? before : before.With(wanted with { UpdateDate = now });
            },
            cancel);
        StateMachineAlias updated = published.Alias(reference.Alias)!;
        return JsonMap.Of(("updateDate", Timestamp.Of(updated.UpdateDate ?? updated.CreationDate)));
    }

    /// <summary>Deleting what does not exist succeeds (LS test_delete_no_such_alias_arn).</summary>
    public async ValueTask<JsonMap> Delete(Request request, CancellationToken cancel)
    {
        (StateMachineRecord? machine, MachineReference reference) = await FindMachine(request, cancel);
        if (machine is not null)
        {
            await context.Publications.Change(
                machine,
                published => published.Alias(reference.Alias) is { } alias
                    ? published with { Aliases = published.Aliases.Remove(alias) }
                    : published,
                cancel);
        }

        return JsonMap.Empty;
    }

    /// <summary>
    /// The aliases of a machine, or those that lead to a version of it; by name, as AWS lists them and other than its documentation says
    /// (LS test_list_state_machine_aliases_pagination_max_results).
    /// </summary>
    public async ValueTask<JsonMap> List(Request request, CancellationToken cancel)
    {
        string arn = request.Text("stateMachineArn");
        Arns.Check(arn, Arns.StateMachineType);
        var reference = MachineReference.Parse(arn);
        if (reference.IsAlias)
        {
            throw NotFound(arn);
        }

        StateMachineRecord machine = await context.StateMachines.Find(reference.MachineArn, cancel) ?? throw ServiceContext.NoStateMachine(arn);
        CheckActive(machine);
        string scope = $"ListStateMachineAliases {arn}";
        string? after = PageToken.Open(scope, request.OptionalText("nextToken"));
        PublicationRecord published = await context.Publications.Of(machine, cancel);
        return Listing.Of(
            "stateMachineAliases",
            scope,
            Listing.PageOf(
                published.Aliases.Where(a =>
                    (reference.Version is not { } version || a.LeadsTo(version)) && string.CompareOrdinal(a.Name, after) > 0),
                request.PageSize(),
                static a => a.Name),
            alias => ShowItem(machine, alias));
    }

    private async ValueTask<(StateMachineRecord? Machine, MachineReference Reference)> FindMachine(Request request, CancellationToken cancel)
    {
        string arn = request.Text("stateMachineAliasArn");
        Arns.Check(arn, Arns.StateMachineType);
        var reference = MachineReference.Parse(arn);
        return reference.IsAlias
            ? (await context.StateMachines.Find(reference.MachineArn, cancel), reference)
            : throw new ApiException("ValidationException", $"stateMachineAliasArn must be the ARN of a state machine alias: '{arn}'");
    }

    /// <exception cref="ApiException">ConflictException, ResourceNotFound, ServiceQuotaExceededException</exception>
    private PublicationRecord Add(PublicationRecord published, Routing routing, StateMachineAlias wanted)
    {
        if (published.Alias(wanted.Name) is { } stored)
        {
            // AWS has one text, also where the description differs.
            return IsSame(stored, wanted)
                ? published
                : throw new ApiException(
                    "ConflictException",
                    "Failed to create alias because an alias with the same name and a different routing configuration already exists.");
        }

        routing.CheckVersions(published);
        return published.Aliases.Length < context.Quotas.Aliases
            ? published.With(wanted)
            : throw new ApiException(
                "ServiceQuotaExceededException",
                $"The state machine '{routing.MachineArn}' has {context.Quotas.Aliases} aliases, and can have no more");
    }

    private static bool IsSame(StateMachineAlias a, StateMachineAlias b) =>
        a.Description == b.Description && a.Routes.SequenceEqual(b.Routes);

    private static void CheckActive(StateMachineRecord machine)
    {
        if (machine.IsDeleting)
        {
            throw ServiceContext.Deleting(machine.Arn);
        }
    }

    private static JsonMap ShowItem(StateMachineRecord machine, StateMachineAlias alias) => JsonMap.Of(
        ("creationDate", Timestamp.Of(alias.CreationDate)),
        ("stateMachineAliasArn", MachineReference.ArnOf(machine.Arn, alias.Name)!));

    private static ApiException NotFound(string arn) => new("ResourceNotFound", $"Resource not found: '{arn}'");

    /// <summary>A routing configuration, checked: one or two versions of one machine, whose weights make 100.</summary>
    private sealed record Routing(string MachineArn, ImmutableArray<string> Versions, ImmutableArray<AliasRoute> Routes)
    {
        /// <exception cref="ApiException">InvalidArn, ValidationException</exception>
        public static Routing Read(JsonList given)
        {
            JsonMap[] items = [.. given.OfType<JsonMap>()];
            ImmutableArray<string> arns = [.. items.Select(static i => ((JsonString)i["stateMachineVersionArn"]!).Value)];
            long[] weights = [.. items.Select(static i => ((JsonNumber)i["weight"]!).TryGetInt64(out long weight) ? weight : 0)];
            foreach (string arn in arns)
            {
                Arns.Check(arn, Arns.StateMachineType);
            }

            MachineReference[] versions = [.. arns.Select(MachineReference.Parse)];
            string received = $"Received: [{string.Join(", ", arns)}]";
            if (!versions.All(static v => v.IsVersion))
            {
                throw Invalid($"Routing configuration must contain state machine version ARNs. {received}");
            }

            if (versions.Select(static v => v.MachineArn).Distinct().Count() > 1)
            {
                throw OtherMachine(received);
            }

            if (arns.Distinct().Count() < arns.Length)
            {
                throw Invalid($"Routing configuration must contain distinct state machine version ARNs. {received}");
            }

            return weights.Sum() == 100
                ? new Routing(
                    versions[0].MachineArn, arns, [.. versions.Zip(weights, static (v, weight) => new AliasRoute(v.Version!.Value, (int)weight))])
                : throw Invalid($"Sum of routing configuration weights must equal 100. Received: [{string.Join(", ", weights)}]");
        }

        /// <exception cref="ApiException">ValidationException: the versions are of another machine.</exception>
        public void CheckMachine(string arn)
        {
            if (MachineArn != arn)
            {
                throw OtherMachine($"Received: [{string.Join(", ", Versions)}]");
            }
        }

        /// <exception cref="ApiException">ResourceNotFound: there is no such version.</exception>
        public void CheckVersions(PublicationRecord published)
        {
            for (int i = 0; i < Routes.Length; i++)
            {
                if (published.Version(Routes[i].Version) is null)
                {
                    throw NotFound(Versions[i]);
                }
            }
        }

        private static ApiException OtherMachine(string received) =>
            Invalid($"Routing configuration must contain state machine version ARNs for the same state machine. {received}");

        private static ApiException Invalid(string message) =>
            new("ValidationException", message) { Reason = "INVALID_ROUTING_CONFIGURATION" };
    }
}
