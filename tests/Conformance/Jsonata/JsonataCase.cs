using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>A case of the official suite.</summary>
/// <param name="Id">Group, file and, where a file holds several, the index: <c>flattening/large.json[1]</c>.</param>
/// <param name="Expression">The expression.</param>
/// <param name="Data">The input; <see langword="null"/> for none.</param>
/// <param name="Fields">The rest of the case.</param>
public sealed record JsonataCase(string Id, string Expression, JsonAny? Data, JsonMap Fields)
{
    public JsonMap Bindings => Fields["bindings"] as JsonMap ?? JsonMap.Empty;

    /// <summary>The code of the error that is expected.</summary>
    public string? Code => ((Fields["code"] ?? (Fields["error"] as JsonMap)?["code"]) as JsonString)?.Value;

    /// <summary>The text of the error, where the case names it.</summary>
    public string? Message => ((Fields["error"] as JsonMap)?["message"] as JsonString)?.Value;

    public string? Token => (Fields["token"] as JsonString)?.Value;

    /// <summary>The result that is expected; <see langword="null"/> where there should be none.</summary>
    public JsonAny? Result => Fields["result"];

    /// <summary>Whether the items of the result may come in any order.</summary>
    public bool IsUnordered => Fields["unordered"] is JsonBoolean { Value: true };

    public int? Depth => Fields["depth"] is JsonNumber number ? (int)number.AsDouble : null;
}
