using System.Globalization;
using System.Text.Json;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>Writes a number as JavaScript does (ECMA-262, Number::toString): 1.0 becomes 1, 1e3 becomes 1000.</summary>
internal static class JavaScriptNumber
{
    // Digits before the decimal point; outside of these, JavaScript writes an exponent
    private const int FewestPlainDigits = -5;
    private const int MostPlainDigits = 21;

    internal static string Format(JsonElement number) => Format(number.GetDouble());

    internal static string Format(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        if (!double.IsFinite(value))
        {
            return "null";
        }

        var (digits, point) = Shortest(Math.Abs(value));
        var sign = value < 0 ? "-" : "";
        if (point is >= FewestPlainDigits and <= MostPlainDigits)
        {
            return sign + Plain(digits, point);
        }

        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{point - 1:+0;-0}");
    }

    private static string Plain(string digits, int point) =>
        point <= 0 ? "0." + new string('0', -point) + digits
        : point >= digits.Length ? digits.PadRight(point, '0')
        : digits[..point] + "." + digits[point..];

    /// <summary>The significant digits, and how many of them stand before the decimal point.</summary>
    private static (string Digits, int Point) Shortest(double value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        var parts = text.Split('E');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var whole = parts[0].Split('.');
        var all = string.Concat(whole);
        var leading = all.Length - all.TrimStart('0').Length;
        return (all.Trim('0'), whole[0].Length + exponent - leading);
    }
}
