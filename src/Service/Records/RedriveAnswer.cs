namespace FunctionsAsl.Service.Records;

/// <summary>What a request to redrive an execution came to: one of both.</summary>
/// <param name="Date">When the execution was redriven, by this request or by one with the same client token before.</param>
/// <param name="Refusal">Why it cannot be redriven (API: ExecutionNotRedrivable).</param>
public readonly record struct RedriveAnswer(DateTimeOffset? Date, string? Refusal);
