using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>Escapes strings as the usual JSON writers do.</summary>
internal static class JsonText
{
    /// <summary>Names the writer in an explanation.</summary>
    internal static string Describe(JsonTextStyle style) => style switch
    {
        JsonTextStyle.Minimal => "only what must be escaped escaped (JavaScript's JSON.stringify)",
        JsonTextStyle.Ascii => "all but ASCII escaped as \\u00e9 (Python's json.dumps)",
        JsonTextStyle.AsciiAndSlash => "all but ASCII and \"/\" escaped (PHP's json_encode)",
        JsonTextStyle.MinimalAndSlash => "\"/\" escaped (PHP with unescaped Unicode)",
        JsonTextStyle.Html => "\"<\", \">\" and \"&\" escaped (Go's encoding/json, Rails)",
        JsonTextStyle.Gson => "HTML's characters, \"=\" and \"'\" escaped (Java's Gson)",
        JsonTextStyle.DotNet => "System.Text.Json's default escapes",
        _ => "its escapes kept",
    };

    /// <summary>Writes the inside of a string's quotation marks.</summary>
    internal static string Escape(string text, JsonTextStyle style)
    {
        if (style == JsonTextStyle.DotNet)
        {
            return JavaScriptEncoder.Default.Encode(text);
        }

        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            Append(result, character, style);
        }

        return result.ToString();
    }

    private static void Append(StringBuilder result, char character, JsonTextStyle style)
    {
        var shortForm = character switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '/' when style is JsonTextStyle.AsciiAndSlash or JsonTextStyle.MinimalAndSlash => "\\/",
            _ => null,
        };

        if (shortForm is not null)
        {
            result.Append(shortForm);
        }
        else if (character < ' ' || IsEscaped(character, style))
        {
            result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }
        else
        {
            result.Append(character);
        }
    }

    private static bool IsEscaped(char character, JsonTextStyle style) => style switch
    {
        JsonTextStyle.Ascii => character >= '\x7F',
        JsonTextStyle.AsciiAndSlash => character > '\x7F',
        JsonTextStyle.Html => character is '<' or '>' or '&' or '\u2028' or '\u2029',
        JsonTextStyle.Gson => character is '<' or '>' or '&' or '=' or '\'' or '\u2028' or '\u2029',
        _ => false,
    };
}

/// <summary>How a JSON writer escapes a string.</summary>
internal enum JsonTextStyle
{
    /// <summary>As in the body.</summary>
    Kept,

    /// <summary>Only what must be escaped: JavaScript's JSON.stringify.</summary>
    Minimal,

    /// <summary>All but ASCII, in lower case: Python's json.dumps.</summary>
    Ascii,

    /// <summary>As <see cref="Ascii"/>, and "/": PHP's json_encode.</summary>
    AsciiAndSlash,

    /// <summary>As <see cref="Minimal"/>, and "/": PHP with unescaped Unicode.</summary>
    MinimalAndSlash,

    /// <summary>As <see cref="Minimal"/>, and what HTML minds: Go's encoding/json, Rails.</summary>
    Html,

    /// <summary>As <see cref="Html"/>, and "=" and "'": Java's Gson.</summary>
    Gson,

    /// <summary>System.Text.Json's default.</summary>
    DotNet,
}
