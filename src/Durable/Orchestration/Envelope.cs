namespace FunctionsAsl.Durable.Orchestration;

/// <summary>
/// The form in which what orchestrations are started with, and what activities are asked and answer, goes through a durable engine
/// that pays for every byte and keeps long text aside: long JSON objects are packed, about ten times as small.
/// </summary>
/// <remarks>
/// Only for the adapter of an engine. What is sealed may differ from machine to machine, so nothing that is replayed may see it.
/// </remarks>
public static class Envelope
{
    private const int ShortLength = 4096;

    /// <summary>JSON text to send instead of the JSON text of an object.</summary>
    public static string Seal(string text) => text.Length <= ShortLength ? text : $"\"{Packed.Pack(text)}\"";

    /// <summary>What was given to <see cref="Seal"/>.</summary>
    /// <exception cref="FormatException">It gave something else.</exception>
    public static string Open(string text) => text.StartsWith('"') ? Packed.Unpack(text[1..^1]) : text;
}
