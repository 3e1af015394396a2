using System.Buffers;

namespace FunctionsAsl.Jsonata.Functions;

/// <summary>
/// Capital and small letters as JavaScript has them: also what stands in Unicode's SpecialCasing for all languages, which .NET leaves out.
/// </summary>
internal static class LetterCase
{
    // A letter and its capitals: several letters, or one that .NET spares for the sake of Turkish.
    private static readonly Dictionary<char, string> Capitals = (
        "ßSS ŉʼN ǰJ̌ ΐΪ́ ΰΫ́ ևԵՒ ẖH̱ ẗT̈ ẘW̊ ẙY̊ ẚAʾ ὐΥ̓ ὒΥ̓̀ ὔΥ̓́ ὖΥ̓͂ ᾀἈΙ ᾁἉΙ ᾂἊΙ ᾃἋΙ ᾄἌΙ ᾅἍΙ ᾆἎΙ " +
        "ᾇἏΙ ᾈἈΙ ᾉἉΙ ᾊἊΙ ᾋἋΙ ᾌἌΙ ᾍἍΙ ᾎἎΙ ᾏἏΙ ᾐἨΙ ᾑἩΙ ᾒἪΙ ᾓἫΙ ᾔἬΙ ᾕἭΙ ᾖἮΙ ᾗἯΙ ᾘἨΙ ᾙἩΙ ᾚἪΙ ᾛἫΙ ᾜἬΙ ᾝἭΙ ᾞἮΙ " +
        "ᾟἯΙ ᾠὨΙ ᾡὩΙ ᾢὪΙ ᾣὫΙ ᾤὬΙ ᾥὭΙ ᾦὮΙ ᾧὯΙ ᾨὨΙ ᾩὩΙ ᾪὪΙ ᾫὫΙ ᾬὬΙ ᾭὭΙ ᾮὮΙ ᾯὯΙ ᾲᾺΙ ᾳΑΙ ᾴΆΙ ᾶΑ͂ ᾷΑ͂Ι ᾼΑΙ " +
        "ῂῊΙ ῃΗΙ ῄΉΙ ῆΗ͂ ῇΗ͂Ι ῌΗΙ ῒΪ̀ ΐΪ́ ῖΙ͂ ῗΪ͂ ῢΫ̀ ΰΫ́ ῤΡ̓ ῦΥ͂ ῧΫ͂ ῲῺΙ ῳΩΙ ῴΏΙ ῶΩ͂ ῷΩ͂Ι ῼΩΙ ﬀFF " +
        "ﬁFI ﬂFL ﬃFFI ﬄFFL ﬅST ﬆST ﬓՄՆ ﬔՄԵ ﬕՄԻ ﬖՎՆ ﬗՄԽ ıI ſS")
        .Split(' ').ToDictionary(static entry => entry[0], static entry => entry[1..]);

    private static readonly SearchValues<char> WithCapitals = SearchValues.Create([.. Capitals.Keys]);

    // What Unicode ignores between letters of a word, beside the categories (Word_Break MidLetter, MidNumLet and Single_Quote).
    private static readonly SearchValues<char> WithinWords = SearchValues.Create("'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A");

    public static string Upper(string text)
    {
        int at = text.AsSpan().IndexOfAny(WithCapitals);
        if (at < 0)
        {
            return text.ToUpperInvariant();
        }

        var upper = new StringBuilder(text.Length + 16);
        ReadOnlySpan<char> rest = text;
        for (; at >= 0; at = rest.IndexOfAny(WithCapitals))
        {
            upper.Append(rest[..at]).Append(Capitals[rest[at]]);
            rest = rest[(at + 1)..];
        }

        return upper.Append(rest).ToString().ToUpperInvariant();
    }

    public static string Lower(string text)
    {
        string lower = text.ToLowerInvariant();
        int at = text.IndexOf('Σ');
        if (at >= 0)
        {
            char[] letters = lower.ToCharArray();
            for (; at >= 0; at = text.IndexOf('Σ', at + 1))
            {
                letters[at] = EndsWord(text, at) ? 'ς' : 'σ';
            }

            lower = new string(letters);
        }

        // .NET leaves it as it is, for the sake of Turkish.
        return lower.Replace("\u0130", "i\u0307", StringComparison.Ordinal);
    }

    /// <summary>Whether a letter stands before a place and none behind it, passing over what is ignored (Unicode's Final_Sigma).</summary>
    private static bool EndsWord(string text, int at)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, at);
        ReadOnlySpan<char> behind = text.AsSpan(at + 1);
        Rune last;
        do
        {
            Rune.DecodeLastFromUtf16(before, out last, out int length);
            before = before[..^length];
        }
        while (IsIgnored(last));

        Rune next;
        do
        {
            Rune.DecodeFromUtf16(behind, out next, out int length);
            behind = behind[length..];
        }
        while (IsIgnored(next));

        // At an end, and at half a surrogate pair, the rune is U+FFFD, which is no letter.
        return IsCased(last) && !IsCased(next);
    }

    private static bool IsIgnored(Rune rune) =>
        (rune.IsBmp && WithinWords.Contains((char)rune.Value)) || Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter
            or UnicodeCategory.ModifierSymbol;

    // Beside the letters: ordinals, Roman numerals and letters in circles and squares.
    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
}
