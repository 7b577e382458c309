using System.Security.Cryptography;
using System.Text;

namespace Illow.AspNetCore.Fuzz.Targets.Pipeline;

/// <summary>
/// A request made of an input's bytes: how it is signed, method, content type, URL, length of a text, the text, the body. Some are
/// signed rightly, so that what lies behind the signature is reached.
/// </summary>
internal sealed record FuzzedRequest(
    string Method,
    string ContentType,
    string? ContentEncoding,
    string Url,
    bool DeclaresLength,
    string[] Signatures,
    byte[] Body)
{
    private const int Header = 5;

    internal static readonly string[] Urls = ["/webhooks/illow", "/hooks/a", "/hooks/B", "/hooks/nobody"];

    private static readonly string[] Methods = ["POST", "POST", "POST", "POST", "POST", "post", "GET", "PUT"];

    /// <summary>The first eight are taken, the rest are not.</summary>
    private static readonly string[] ContentTypes =
    [
        "application/json", "APPLICATION/json", "application/json; charset=utf-8", "application/json;charset=\"UTF-8\"",
        "application/vnd.illow+json", "application/json", "application/json", "application/json; v=1",
        "text/plain", "", "application/json; charset=utf-16", "application/json;", "application/jsonx", "json",
        "application / json", "multipart/form-data",
    ];

    internal bool IsJson { get; private init; }

    internal static FuzzedRequest? Read(ReadOnlySpan<byte> input)
    {
        if (input.Length < Header)
        {
            return null;
        }

        var textLength = Math.Min(input[4], input.Length - Header);
        var text = Encoding.Latin1.GetString(input.Slice(Header, textLength));
        var body = input[(Header + textLength)..].ToArray();
        var type = input[2] % ContentTypes.Length;
        return new FuzzedRequest(
            Methods[input[1] % Methods.Length],
            ContentTypes[type],
            (input[2] >> 4) switch { 14 => "gzip", 15 => "identity", _ => null },
            Urls[input[3] % Urls.Length],
            (input[3] & 0x80) == 0,
            Sign(input[0], text, body),
            body)
        {
            // A trailing semicolon is a parameter list with nothing in it (RFC 9110, 5.6.6)
            IsJson = (type < 8 || ContentTypes[type] == "application/json;") && input[2] >> 4 != 14,
        };
    }

    private static string[] Sign(byte mode, string text, byte[] body)
    {
        switch (mode % 12)
        {
            case 0:
            case 1:
                return [Text(Sender.Sign(Sender.A, body))];
            case 2:
            case 3:
                return [Text(Sender.Sign(Sender.B, body))];
            case 4:
                return [text];
            case 5:
                return text.Length == 0 ? [] : [Text(Sender.Sign(Sender.A, body)), text];
            case 6:
                var flipped = Sender.Sign(Sender.A, body);
                flipped[text.Length % flipped.Length] ^= (byte)(1 << (body.Length % 8));
                return [Text(flipped)];
            case 7:
                return [Text(Sender.Sign(Sender.A, [.. body, (byte)'\n']))];
            case 8:
                return [Text(Sender.A.SignData(body, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))];
            case 9:
                return [Text(Sender.Sign(Sender.A, body)).Insert(body.Length % 173, text)];
            case 10:
                return [Text(Sender.Sign(Sender.Stranger, body))];
            default:
                return [Text(Sender.A.SignData(body, HashAlgorithmName.SHA1, RSASignaturePadding.Pss))];
        }
    }

    private static string Text(byte[] signature) => Convert.ToBase64String(signature);
}
