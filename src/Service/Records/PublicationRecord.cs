using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Service.Records;

/// <summary>
/// What a state machine has published. All of it is one record, so that one write decides which number comes next, and whether a version
/// may go that an alias is just being led to. What a version is of is a revision of the machine, kept by itself.
/// </summary>
public sealed record PublicationRecord : IRecord<PublicationRecord>
{
    public static string Kind => "publications";

    public static JsonTypeInfo<PublicationRecord> Json => RecordJson.Default.PublicationRecord;

    /// <summary>The machine's ARN, a colon and the ticks of its creation: another machine that gets the name has another.</summary>
    public required string Arn { get; init; }

    /// <summary>The number of the version that was published last; 0 before the first. No number is given out again.</summary>
    public int LastVersion { get; init; }

    /// <summary>By number, ascending.</summary>
    public ImmutableArray<StateMachineVersion> Versions { get => field.IsDefault ? [] : field; init; }

    /// <summary>By name.</summary>
    public ImmutableArray<StateMachineAlias> Aliases { get => field.IsDefault ? [] : field; init; }

    /// <summary>The record of a machine that has published nothing.</summary>
    public static PublicationRecord Of(StateMachineRecord machine) => new() { Arn = ArnOf(machine) };

    public static string ArnOf(StateMachineRecord machine) =>
        string.Create(CultureInfo.InvariantCulture, $"{machine.Arn}:{machine.CreationDate.UtcTicks}");

    public StateMachineVersion? Version(int? number) => Versions.FirstOrDefault(v => v.Number == number);

    public StateMachineAlias? Alias(string? name) => Aliases.FirstOrDefault(a => a.Name == name);

    /// <summary>The record with one more version.</summary>
    public PublicationRecord With(StateMachineVersion published) =>
        this with { LastVersion = published.Number, Versions = Versions.Add(published) };

    /// <summary>The record with this alias, in place of the one of its name if there is one.</summary>
    public PublicationRecord With(StateMachineAlias alias) => this with
    {
        Aliases = [.. Aliases.Where(a => a.Name != alias.Name).Append(alias).OrderBy(static a => a.Name, StringComparer.Ordinal)],
    };
}

/// <summary>A version: an immutable revision under a number.</summary>
/// <param name="Revision">As <see cref="IRevisions.Keep"/> gave it.</param>
/// <param name="RevisionId">The machine's <see cref="StateMachineRecord.RevisionId"/> then.</param>
public sealed record StateMachineVersion(
    int Number, string Revision, DateTimeOffset CreationDate, string? RevisionId = null, string? Description = null);

/// <summary>A name that leads to one version, or to two by weight.</summary>
public sealed record StateMachineAlias(
    string Name,
    ImmutableArray<AliasRoute> Routes,
    DateTimeOffset CreationDate,
    DateTimeOffset? UpdateDate = null,
    string? Description = null)
{
    /// <summary>The version that an execution begins with.</summary>
    /// <param name="draw">A number from 0 to 99.</param>
    public int Choose(int draw) => draw < Routes[0].Weight ? Routes[0].Version : Routes[^1].Version;

    public bool LeadsTo(int version) => Routes.Any(r => r.Version == version);
}

/// <param name="Weight">How many of a hundred executions begin with the version.</param>
public sealed record AliasRoute(int Version, int Weight);
