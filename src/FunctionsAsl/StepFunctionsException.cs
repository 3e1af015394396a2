namespace FunctionsAsl;

/// <summary>The service has refused a request.</summary>
/// <param name="type">AWS's name of the refusal, as <c>InvalidDefinition</c> or <c>ExecutionDoesNotExist</c>.</param>
/// <param name="message">AWS's text.</param>
public sealed class StepFunctionsException(string type, string message) : Exception(message.Length == 0 ? type : $"{type}: {message}")
{
    /// <summary>AWS's name of the refusal.</summary>
    public string Type { get; } = type;
}
