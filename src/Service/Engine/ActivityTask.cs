namespace FunctionsAsl.Service.Engine;

/// <summary>A task leased to an activity worker.</summary>
public sealed record ActivityTask(string Token, JsonAny Input);
