namespace Illow.Webhooks.Signatures.Diagnosis;

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
