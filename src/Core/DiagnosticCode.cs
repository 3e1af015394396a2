namespace FunctionsAsl.Core;

/// <summary>The codes of diagnostics (API_ValidateStateMachineDefinitionDiagnostic).</summary>
public static class DiagnosticCode
{
    public const string InvalidJsonDescription = "INVALID_JSON_DESCRIPTION";
    public const string SchemaValidationFailed = "SCHEMA_VALIDATION_FAILED";
    public const string MissingEndState = "MISSING_END_STATE";
    public const string DuplicateStateName = "DUPLICATE_STATE_NAME";
    public const string InvalidStateName = "INVALID_STATE_NAME";
    public const string MissingTransitionTarget = "MISSING_TRANSITION_TARGET";
}
