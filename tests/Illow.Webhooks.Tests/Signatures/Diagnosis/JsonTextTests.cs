using Illow.Webhooks.Signatures.Diagnosis;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

public sealed class JsonTextTests
{
    // RFC 8259, 7: the two characters that must be escaped, and the short forms of control characters that all writers use
    [Theory]
    [InlineData("\"", "\\\"")]
    [InlineData("\\", "\\\\")]
    [InlineData("\b", "\\b")]
    [InlineData("\f", "\\f")]
    [InlineData("\n", "\\n")]
    [InlineData("\r", "\\r")]
    [InlineData("\t", "\\t")]
    [InlineData("\u001F", "\\u001f")]
    [InlineData(" ", " ")]
    [InlineData("/", "/")]
    public void Escape_WhatMustBe_HasItsShortForm(string text, string expected) =>
        Assert.Equal(expected, JsonText.Escape(text, JsonTextStyle.Minimal));

    // Python escapes all but " " to "~"; PHP all over one byte of UTF-8
    [Theory]
    [InlineData("~", "~", "~")]
    [InlineData("\u007F", "\\u007f", "\u007F")]
    [InlineData("\u0080", "\\u0080", "\\u0080")]
    public void Escape_Delete_IsPrintableToPhpAlone(string text, string python, string php)
    {
        Assert.Equal(python, JsonText.Escape(text, JsonTextStyle.Ascii));
        Assert.Equal(php, JsonText.Escape(text, JsonTextStyle.AsciiAndSlash));
    }
}
