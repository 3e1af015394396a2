using System.Globalization;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Samples;

/// <summary>Reads what a handler needs of its input; what is missing fails the task as <c>InvalidInput</c>.</summary>
internal static class TaskInput
{
    /// <exception cref="TaskFailedException">InvalidInput: there is no such member.</exception>
    public static JsonAny Member(this JsonAny input, string name) => (input as JsonMap)?[name] ?? throw Invalid(name, "is missing");

    /// <exception cref="TaskFailedException">InvalidInput: there is no such text.</exception>
    public static string Text(this JsonAny input, string name) =>
        input.Member(name) is JsonString text ? text.Value : throw Invalid(name, "is no string");

    /// <exception cref="TaskFailedException">InvalidInput: there is no such whole number.</exception>
    public static long Integer(this JsonAny input, string name) =>
        input.Member(name) is JsonNumber number && number.TryGetInt64(out long value) ? value : throw Invalid(name, "is no whole number");

    /// <exception cref="TaskFailedException">InvalidInput: there is no such yes or no.</exception>
    public static bool Flag(this JsonAny input, string name) =>
        input.Member(name) is JsonBoolean flag ? flag.Value : throw Invalid(name, "is no boolean");

    /// <exception cref="TaskFailedException">InvalidInput: there is no such list.</exception>
    public static JsonList List(this JsonAny input, string name) =>
        input.Member(name) as JsonList ?? throw Invalid(name, "is no array");

    /// <summary>Cents as people write them: <c>184.00 EUR</c>.</summary>
    public static string Euros(long cents) => string.Create(CultureInfo.InvariantCulture, $"{cents / 100m:0.00} EUR");

    private static TaskFailedException Invalid(string name, string problem) => new("InvalidInput", $"The input's '{name}' {problem}.");
}
