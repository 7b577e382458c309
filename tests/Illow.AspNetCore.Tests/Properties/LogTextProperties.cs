using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Illow.AspNetCore.Diagnostics;

using Illow.Webhooks.Tests.Properties;

namespace Illow.AspNetCore.Tests.Properties;

public sealed class LogTextProperties
{
    [Fact]
    public void Escape_AnyText_HasAtMostSixtyFourCharacters() =>
        Hold.ForAll(Any.Text(200), text => LogText.Escape(text).Length <= LogText.MaximumLength);

    [Fact]
    public void Escape_AnyText_HasNothingThatALineOrATerminalObeys() =>
        Hold.ForAll(Any.Text(), text => LogText.Escape(text).TrimEnd('…').EnumerateRunes().All(IsHarmless), 1000);

    [Fact]
    public void Escape_PlainText_IsLeftAsItIs() =>
        Hold.ForAll(
            from length in Gen.Choose(0, 63)
            from characters in Gen.ArrayOf(Gen.Elements("abcXYZ019-_.:/@ äßЖ漢".ToCharArray()), length)
            select new string(characters),
            text => LogText.Escape(text) == text);

    [Fact]
    public void Escape_DifferentShortTexts_StayDifferent() =>
        Hold.ForAll(
            from one in Any.WellFormedText(6)
            from other in Any.WellFormedText(6)
            select (one, other),
            texts => texts.one == texts.other || LogText.Escape(texts.one) != LogText.Escape(texts.other),
            1000);

    private static bool IsHarmless(Rune rune) =>
        rune.IsAscii
            ? rune.Value is >= ' ' and <= '~' and not ('"' or '<' or '>')
            : Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.UppercaseLetter
                    or UnicodeCategory.LowercaseLetter
                    or UnicodeCategory.TitlecaseLetter
                    or UnicodeCategory.ModifierLetter
                    or UnicodeCategory.OtherLetter
                    or UnicodeCategory.DecimalDigitNumber;
}
