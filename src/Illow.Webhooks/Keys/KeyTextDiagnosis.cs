using System.Buffers;

namespace Illow.Webhooks.Keys;

/// <summary>Names what a text is that is not a key at all, or a key in an unsupported format.</summary>
internal static class KeyTextDiagnosis
{
    // Windows' MAX_PATH: base64 may begin with a slash too, but is longer
    private const int LongestPath = 260;

    // Characters in bare base64 of the shortest key that may be accepted: 1024 bits with the exponent 3, in PKCS#1
    private const int ShortestKey = 184;
    private const string DotsOrBreaks = ".\u2026\\nr \t\r\n";
    private const string Quotes = "\"'`\u2018\u2019\u201C\u201D\u00AB\u00BB";

    private static readonly SearchValues<string> PlaceholderMarks =
        SearchValues.Create(["${", "$(", "{{", "#{"], StringComparison.Ordinal);

    private static readonly SearchValues<string> SshMarks =
        SearchValues.Create(
            ["ssh-rsa", "ssh-dss", "ssh-ed25519", "ecdsa-sha2-", "SSH2 PUBLIC KEY", "PuTTY-User-Key"], StringComparison.Ordinal);

    private static readonly SearchValues<string> FileEndings =
        SearchValues.Create([".pem", ".pub", ".key", ".der", ".crt", ".cer", ".pfx", ".p12", ".txt"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> NotInPaths = SearchValues.Create(" \t\r\n=+");
    private static readonly SearchValues<char> HexText = SearchValues.Create("0123456789ABCDEFabcdefXx: \t\r\n");

    /// <param name="text">Not empty and without blanks around it.</param>
    /// <returns>The problem; null for what may be PEM or base64.</returns>
    internal static string? Diagnose(ReadOnlySpan<char> text)
    {
        // First of all, and wherever it stands: the reader must learn that a secret has got out
        if (Has(text, "PRIVATE KEY"))
        {
            return Has(text, "ENCRYPTED") ? PublicKeyProblem.EncryptedPrivateKey
                : Has(text, "BEGIN PGP") ? PublicKeyProblem.Pgp
                : PublicKeyProblem.PrivateKey;
        }

        return text switch
        {
            _ when IsPlaceholder(text) => PublicKeyProblem.Placeholder,
            _ when Quotes.Contains(text[0], StringComparison.Ordinal)
                || Quotes.Contains(text[^1], StringComparison.Ordinal) => PublicKeyProblem.Quoted,
            ['{' or '[', ..] when !IsInBrackets(text) => Has(text, "\"d\"") ? PublicKeyProblem.PrivateKey : PublicKeyProblem.Json,
            ['<', ..] => DiagnoseXml(text),
            _ when text.ContainsAny(SshMarks) || IsSshBlob(text) => PublicKeyProblem.OpenSsh,
            _ => DiagnoseOther(text),
        };
    }

    private static bool IsPlaceholder(ReadOnlySpan<char> text) =>
        text.ContainsAny(PlaceholderMarks)
        || text is ['$', ..] or ['%', _, .., '%']
        || text.StartsWith("@Microsoft.", StringComparison.Ordinal);

    // "[your key]" of an example, where JSON goes on with a quotation mark, a number or another bracket
    private static bool IsInBrackets(ReadOnlySpan<char> text) => text is [_, var second, ..] && char.IsLetter(second);

    private static string DiagnoseXml(ReadOnlySpan<char> text) =>
        Has(text, "<D>") ? PublicKeyProblem.PrivateKey
        : Has(text, "</") || Has(text, "<?xml") ? PublicKeyProblem.Xml
        : PublicKeyProblem.Example;

    // Base64 of the four-byte length and "ssh-" or "ecdsa-" with which every key of OpenSSH begins
    private static bool IsSshBlob(ReadOnlySpan<char> text) =>
        text is ['A', 'A', 'A', 'A', _, ..]
        && (text[5..].StartsWith("3NzaC", StringComparison.Ordinal) || text[5..].StartsWith("2VjZHNh", StringComparison.Ordinal));

    private static string? DiagnoseOther(ReadOnlySpan<char> text) => text switch
    {
        _ when text.StartsWith("LS0tLS", StringComparison.Ordinal) => PublicKeyProblem.EncodedTwice,
        _ when text.StartsWith("b3BlbnNzaC1rZXkt", StringComparison.Ordinal) => PublicKeyProblem.PrivateKey,
        _ when text.Contains("-----", StringComparison.Ordinal) => null,
        _ when text.Contains("://", StringComparison.Ordinal) => PublicKeyProblem.Address,
        _ when IsFileName(text) => PublicKeyProblem.FileName,
        ['3', '0', ..] or ['0', 'x' or 'X', ..] when !text.ContainsAnyExcept(HexText) => PublicKeyProblem.Hexadecimal,
        _ when IsUnlikeAKey(text) => PublicKeyProblem.NotLikeAKey,
        _ => null,
    };

    /// <summary>Whether it is too short for a key and does not begin as one: a word, a note, a path, a password.</summary>
    internal static bool IsUnlikeAKey(ReadOnlySpan<char> text) =>
        text.Length < ShortestKey
        && text is not ['M', >= 'A' and <= 'P', ..]
        && !text.Trim(DotsOrBreaks).IsEmpty;

    private static bool IsFileName(ReadOnlySpan<char> text) =>
        text.Length <= LongestPath
        && (text is ['/' or '~', ..] or ['.', not '.', ..] or ['.', '.', '/' or '\\', ..] or [_, ':', '\\' or '/', ..]
            || text[^Math.Min(4, text.Length)..].ContainsAny(FileEndings)
            || IsRelativePath(text));

    // Names between slashes, such as keys/illow. A slash stands in base64 as well, but a key is longer.
    private static bool IsRelativePath(ReadOnlySpan<char> text) =>
        text.Length > "n/a".Length
        && text[1..^1].ContainsAny('/', '\\')
        && !text.ContainsAny(NotInPaths)
        && IsUnlikeAKey(text);

    private static bool Has(ReadOnlySpan<char> text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
