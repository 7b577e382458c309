using System.Security.Cryptography;

namespace Illow.Webhooks.Tests.Keys;

/// <summary>Every textual form that a key is accepted in.</summary>
internal static class KeyForms
{
    internal static readonly IReadOnlyDictionary<string, Func<RSA, string>> All = Build();

    internal static TheoryData<string> Names => [.. All.Keys];

    private static Dictionary<string, Func<RSA, string>> Build()
    {
        var forms = new Dictionary<string, Func<RSA, string>>
        {
            ["bare SPKI"] = rsa => KeyDer.Bare(rsa.ExportSubjectPublicKeyInfo()),
            ["bare PKCS#1"] = rsa => KeyDer.Bare(rsa.ExportRSAPublicKey()),
            ["bare SPKI in lines"] = rsa => Body(Spki(rsa)),
            ["bare PKCS#1 in CRLF lines"] = rsa => Crlf(Body(Pkcs1(rsa))),
            ["bare SPKI in literal \\n lines"] = rsa => Body(Spki(rsa)).Replace("\n", "\\n", StringComparison.Ordinal),
            ["bare SPKI with BOM and blanks"] = rsa => "\uFEFF \t" + KeyDer.Bare(rsa.ExportSubjectPublicKeyInfo()) + "\r\n ",
            ["SPKI without NULL"] = rsa => KeyDer.Pem(
                "PUBLIC KEY",
                KeyDer.Spki(KeyDer.Sequence(KeyDer.Oid(KeyDer.RsaOid)), KeyDer.BitString(KeyDer.Pkcs1(rsa)))),
        };

        foreach (var (kind, pem) in new (string, Func<RSA, string>)[] { ("SPKI", Spki), ("PKCS#1", Pkcs1) })
        {
            forms[$"{kind} PEM"] = pem;
            forms[$"{kind} PEM with last line break"] = rsa => pem(rsa) + "\n";
            forms[$"{kind} PEM with CRLF"] = rsa => Crlf(pem(rsa)) + "\r\n";
            forms[$"{kind} PEM with CR"] = rsa => pem(rsa).Replace('\n', '\r');
            forms[$"{kind} PEM, breaks lost"] = rsa => pem(rsa).Replace("\n", "", StringComparison.Ordinal);
            forms[$"{kind} PEM, breaks are blanks"] = rsa => pem(rsa).Replace('\n', ' ');
            forms[$"{kind} PEM, breaks are two blanks"] = rsa => pem(rsa).Replace("\n", "  ", StringComparison.Ordinal);
            forms[$"{kind} PEM, breaks are literal \\n"] = rsa => pem(rsa).Replace("\n", "\\n", StringComparison.Ordinal) + "\\n";
            forms[$"{kind} PEM, breaks are literal \\r\\n"] = rsa => pem(rsa).Replace("\n", "\\r\\n", StringComparison.Ordinal);
            forms[$"{kind} PEM, literal and real breaks"] = rsa => pem(rsa).Replace("\n", "\\n\n", StringComparison.Ordinal);
            forms[$"{kind} PEM with BOM"] = rsa => "\uFEFF" + pem(rsa);
            forms[$"{kind} PEM with blank lines"] = rsa => "\n\n" + pem(rsa).Replace("\n", "\n\n", StringComparison.Ordinal) + "\n\n";
            forms[$"{kind} PEM indented"] = rsa => "    " + pem(rsa).Replace("\n", "\n    ", StringComparison.Ordinal);
            forms[$"{kind} PEM indented with tabs, trailing blanks"] =
                rsa => "\t" + pem(rsa).Replace("\n", " \t\r\n\t", StringComparison.Ordinal) + " \t";
            forms[$"{kind} PEM between no-break spaces"] = rsa => "\u00A0" + pem(rsa) + "\u00A0\u2003";
            forms[$"{kind} PEM in lines of 76"] = rsa => Rewrap(pem(rsa), 76);
            forms[$"{kind} PEM in lines of 1"] = rsa => Rewrap(pem(rsa), 1);
        }

        return forms;
    }

    private static string Spki(RSA rsa) => rsa.ExportSubjectPublicKeyInfoPem();

    private static string Pkcs1(RSA rsa) => rsa.ExportRSAPublicKeyPem();

    private static string Crlf(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);

    private static string Body(string pem) => string.Join('\n', pem.Split('\n')[1..^1]);

    private static string Rewrap(string pem, int width)
    {
        var lines = pem.Split('\n');
        var body = string.Concat(lines[1..^1]).Chunk(width).Select(chunk => new string(chunk));
        return string.Join('\n', [lines[0], .. body, lines[^1]]);
    }
}
