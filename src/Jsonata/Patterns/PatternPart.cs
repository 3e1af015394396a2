namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>A part of a regular expression of JavaScript (ECMA-262, 22.2, without Unicode mode); <see cref="PatternParser"/> makes the tree.</summary>
internal abstract record PatternPart;

/// <summary>A unit of a set; where the pattern ignores case, so does the set.</summary>
internal sealed record CharacterPart(CharacterSet Set) : PatternPart;

/// <summary><c>^</c>, <c>$</c>, <c>\b</c> and <c>\B</c>: a place that takes no characters.</summary>
internal sealed record PlacePart(char Symbol, bool IsOfLines) : PatternPart;

/// <summary>Parts one after the other.</summary>
internal sealed record SequencePart(PatternPart[] Parts) : PatternPart;

/// <summary><c>a|b</c>.</summary>
internal sealed record ChoicePart(PatternPart[] Choices) : PatternPart;

/// <summary><c>(…)</c>. Groups are counted from 0 on.</summary>
internal sealed record GroupPart(int Index, PatternPart Content) : PatternPart;

/// <summary><c>*</c>, <c>+</c>, <c>?</c> and <c>{…}</c>.</summary>
/// <param name="Content">What is repeated.</param>
/// <param name="Least">How often at least.</param>
/// <param name="Most">How often at most.</param>
/// <param name="IsLazy">Whether fewer times are tried first.</param>
/// <param name="FirstGroup">The first of the groups within, which each round forgets.</param>
/// <param name="GroupCount">How many they are.</param>
internal sealed record RepeatPart(PatternPart Content, int Least, int Most, bool IsLazy, int FirstGroup, int GroupCount) : PatternPart;

/// <summary><c>\1</c> and <c>\k&lt;name></c>: what the group matched; nothing where it takes no part.</summary>
internal sealed record ReferencePart(int Group) : PatternPart;

/// <summary><c>(?=…)</c>, <c>(?!…)</c>, <c>(?&lt;=…)</c> and <c>(?&lt;!…)</c>.</summary>
internal sealed record LookPart(PatternPart Content, bool IsBehind, bool IsNegative) : PatternPart;
