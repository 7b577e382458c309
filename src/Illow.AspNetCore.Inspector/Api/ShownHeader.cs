namespace Illow.AspNetCore.Inspector.Api;

/// <summary>A header as the page may show it: credentials not at all, the signature by its first characters.</summary>
internal sealed record ShownHeader(string Name, string Value, bool IsHidden)
{
    private const int SignatureShown = 8;

    // Parts of names: gateways have many of their own, such as X-Api-Key or X-Amz-Security-Token
    private static readonly string[] Secret =
        ["authorization", "authenticate", "cookie", "token", "secret", "api-key", "apikey", "password", "credential", "client-cert", "session", "assertion", "signature"];

    internal static ShownHeader Of(string name, string value, string signatureHeader)
    {
        if (string.Equals(name, signatureHeader, StringComparison.OrdinalIgnoreCase))
        {
            return new ShownHeader(name, $"{value[..Math.Min(SignatureShown, value.Length)]}… ({value.Length} characters)", true);
        }

        return Array.Exists(Secret, part => name.Contains(part, StringComparison.OrdinalIgnoreCase))
            ? new ShownHeader(name, $"({value.Length} characters)", true)
            : new ShownHeader(name, value, false);
    }
}
