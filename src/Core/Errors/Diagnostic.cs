namespace FunctionsAsl.Core.Errors;

public enum Severity
{
    Error,
    Warning,
}

/// <summary>One finding about a definition, as ValidateStateMachineDefinition reports it.</summary>
/// <param name="Severity">Whether the definition is refused for it.</param>
/// <param name="Code">AWS's code, as <c>SCHEMA_VALIDATION_FAILED</c>.</param>
/// <param name="Message">AWS's text, or a clear one where AWS's is not known.</param>
/// <param name="Location">JSON pointer into the definition, as <c>/States/Pay/Resource</c>; <c>/</c> for the whole, empty where AWS gives none.</param>
public sealed record Diagnostic(Severity Severity, string Code, string Message, string Location);
