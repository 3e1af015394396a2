namespace FunctionsAsl.Jsonata.Language;

/// <summary>A variable that an expression reads and does not bind itself: <c>$name</c>, or <c>$name.field</c>.</summary>
/// <param name="Name">The variable's name, without the <c>$</c>.</param>
/// <param name="Field">The field that is read of it where the next step is a plain name, as in <c>$states.errorOutput</c>.</param>
/// <param name="Position">Offset of the <c>$</c> in the text, in UTF-16 units.</param>
public readonly record struct JsonataReference(string Name, string? Field, int Position);
