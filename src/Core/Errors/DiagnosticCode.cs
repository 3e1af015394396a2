namespace FunctionsAsl.Core.Errors;

/// <summary>The codes of diagnostics (API_ValidateStateMachineDefinitionDiagnostic).</summary>
public static class DiagnosticCode
{
    public const string InvalidJsonDescription = "INVALID_JSON_DESCRIPTION";
    public const string SchemaValidationFailed = "SCHEMA_VALIDATION_FAILED";
    public const string MissingEndState = "MISSING_END_STATE";
    public const string DuplicateStateName = "DUPLICATE_STATE_NAME";
    public const string InvalidStateName = "INVALID_STATE_NAME";
    public const string MissingTransitionTarget = "MISSING_TRANSITION_TARGET";

    public const string DuplicateLabelName = "DUPLICATE_LABEL_NAME";
    public const string InvalidLabelName = "INVALID_LABEL_NAME";
    public const string TooDeeplyNested = "TOO_DEEPLY_NESTED";

    /// <summary>A variable is assigned inside a branch or processor that also a graph around it assigns (ST dataflow_execution).</summary>
    public const string DuplicateVariableName = "DUPLICATE_VARIABLE_NAME";

    /// <summary>A JSONata expression cannot be parsed (FLOCI).</summary>
    public const string InvalidJsonataExpression = "INVALID_JSONATA_EXPRESSION";

    /// <summary>A JSONata expression reads what there is not where it stands (ST dataflow_execution, FLOCI).</summary>
    public const string UnsupportedJsonataExpression = "UNSUPPORTED_JSONATA_EXPRESSION";

    /// <summary>Warning: a field's value looks like a path, but the field's name lacks the <c>.$</c> that makes it one.</summary>
    public const string NoDollar = "NO_DOLLAR";

    /// <summary>Warning: a field's value looks like a path, but the field is not the one whose name ends in <c>Path</c>.</summary>
    public const string NoPath = "NO_PATH";

    /// <summary>Warning: a Pass state's Result looks like a path, but is taken literally.</summary>
    public const string PassResultIsStatic = "PASS_RESULT_IS_STATIC";

    /// <summary>Warning: AWS has it, and this host does not. The code is ours.</summary>
    public const string UnsupportedByHost = "UNSUPPORTED_BY_HOST";

    /// <summary>Warning: a variable is read that no state in reach assigns (ST dataflow_execution).</summary>
    public const string PossiblyUndefinedVariable = "POSSIBLY_UNDEFINED_VARIABLE";
}
