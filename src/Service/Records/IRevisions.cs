namespace FunctionsAsl.Service.Records;

/// <summary>
/// State machines as they were at a time: what versions and executions refer to. What an id stands for never changes; all of a machine
/// go with it.
/// </summary>
public interface IRevisions
{
    /// <summary>Keeps the machine as it is; one that is kept already is not stored again.</summary>
    /// <returns>The id of the revision, which says nothing without the machine.</returns>
    ValueTask<string> Keep(StateMachineRecord machine, CancellationToken cancel);

    /// <returns>The same instance for all who ask while it is in memory; <see langword="null"/> where there is none.</returns>
    ValueTask<StateMachineRecord?> Find(string stateMachineArn, string id, CancellationToken cancel);
}
