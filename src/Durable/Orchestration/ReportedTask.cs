namespace FunctionsAsl.Durable.Orchestration;

/// <summary>A task that was run before, and that others will report for.</summary>
/// <param name="Command">The task, without its input where nobody needs it again.</param>
internal sealed record ReportedTask(IssuedCommand Command, [property: JsonPropertyName("child")] string? ChildArn = null)
{
    /// <inheritdoc cref="OpenTask.Since"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateTimeOffset? Since { get; init; }
}
