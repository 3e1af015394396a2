namespace FunctionsAsl.Durable.Orchestration;

/// <summary>A command on its way from the core to whoever carries it out.</summary>
/// <param name="InputBlob">The blob that holds the input of a task, where it is too large to come along; the command has null then.</param>
internal sealed record IssuedCommand(Command Command, string? InputBlob = null)
{
    public string Id => Command.Id;
}
