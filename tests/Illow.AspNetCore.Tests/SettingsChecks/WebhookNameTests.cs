using System.Text;
using Illow.AspNetCore.Configuration;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>Names are compared in two ways, by a comparer and by their folded form: both must always agree.</summary>
public sealed class WebhookNameTests
{
    [Fact]
    public void Fold_AnyTwoCharacters_AreEqualWhereOrdinalComparisonSaysSo()
    {
        var byComparer = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var byFold = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.IsValid(value))
            {
                var text = new Rune(value).ToString();
                byComparer.TryAdd(text, text);
                byFold.TryAdd(Fold(text), text);
                Assert.Equal(byComparer[text], byFold[Fold(text)]);
            }
        }
    }

    [Theory]
    [InlineData("ſhop", "shop")]
    [InlineData("SHOP", "shop")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("ıstanbul", "ISTANBUL")]
    [InlineData("\u212Aelvin", "kelvin")]
    [InlineData("straße", "STRASSE")]
    [InlineData("ÄÖÜ", "äöü")]
    [InlineData("\U00010400", "\U00010428")]
    public void Fold_OfTwoNames_AgreesWithTheComparer(string one, string other) =>
        Assert.Equal(string.Equals(one, other, StringComparison.OrdinalIgnoreCase), Fold(one) == Fold(other));

    private static string Fold(string name)
    {
        var folded = new char[name.Length];
        WebhookName.Fold(name, folded);
        return new string(folded);
    }
}
