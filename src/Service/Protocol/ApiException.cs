using System.Collections.Immutable;

namespace FunctionsAsl.Service.Protocol;

/// <summary>A refusal that the API answers with: AWS's exception name and text.</summary>
/// <param name="type">The exception's name in the API model, as <c>StateMachineDoesNotExist</c>.</param>
/// <param name="status">The HTTP status; the API's own refusals are 400.</param>
public sealed class ApiException(string type, string message, int status = 400) : Exception(message)
{
    public string Type { get; } = type;

    public int Status { get; } = status;

    /// <summary>The <c>reason</c> member that ValidationException carries for some refusals.</summary>
    public string? Reason { get; init; }

    /// <summary>What is wrong with the definition, for InvalidDefinition; the AWS protocol has it in the message only.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The refusal of a definition for all that is wrong with it.</summary>
    public static ApiException InvalidDefinition(ImmutableArray<Diagnostic> diagnostics)
    {
        ImmutableArray<Diagnostic> errors = [.. diagnostics.Where(static d => d.Severity == Severity.Error)];
        return new ApiException("InvalidDefinition", $"Invalid State Machine Definition: '{string.Join(", ", errors.Select(Show))}'")
        {
            Diagnostics = [.. errors, .. diagnostics.Where(static d => d.Severity != Severity.Error)],
        };
    }

    private static string Show(Diagnostic error) =>
        error.Location.Length == 0 ? $"{error.Code}: {error.Message}" : $"{error.Code}: {error.Message} at {error.Location}";
}
