using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Illow.AspNetCore.Testing.Conformance;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>Captured failures, each of which has to be named rightly.</summary>
public sealed class DoctorSignatureTests : IDisposable
{
    private const string Sent = """{"companyId":"c-1","siteId":"s-1","idempotencyKey":"k-1","metadata":{"name":"José","share":1.0,"secret":"marker-4711"}}""";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(Sent);
    private static readonly string Signature = Keys.A.Sign(Body);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Folder _folder = new();

    public static TheoryData<string, string> Failures => new()
    {
        { "nothing", "None" },
        { "another key", "OtherKey" },
        { "key of another webhook", "OtherWebhook" },
        { "longer key", "LengthMismatch" },
        { "private key given", "PrivateKeyGiven" },
        { "certificate request given", "KeyUnreadable" },
        { "no header", "HeaderMissing" },
        { "newline added", "BodyNewline" },
        { "CR LF added", "BodyNewline" },
        { "newline removed", "BodyNewline" },
        { "BOM added", "BodyByteOrderMark" },
        { "BOM removed", "BodyByteOrderMark" },
        { "line endings", "BodyLineEndings" },
        { "indented", "JsonLayout" },
        { "escaped", "JsonEscaping" },
        { "numbers", "JsonNumbers" },
        { "latin1", "BodyCharset" },
        { "SHA-256", "OtherHash" },
        { "MD5", "OtherHash" },
        { "PSS", "PssPadding" },
        { "no DigestInfo", "NoDigestInfo" },
        { "no padding", "NoPadding" },
        { "hex", "HeaderHex" },
        { "base64url", "HeaderBase64Url" },
        { "padding lost", "HeaderPadding" },
        { "prefix", "HeaderPrefixed" },
        { "quotes", "HeaderQuoted" },
        { "two headers", "HeaderRepeated" },
        { "plus lost", "HeaderPlusLost" },
        { "percent", "HeaderPercentEncoded" },
        { "base64 twice", "HeaderEncodedTwice" },
        { "junk", "HeaderUnreadable" },
        { "HMAC", "LengthMismatch" },
        { "reversed", "ReversedBytes" },
        { "digest signed", "DigestSigned" },
        { "hex digest signed", "DigestTextSigned" },
        { "metadata signed", "BodyPartSigned" },
        { "empty here", "BodyEmpty" },
        { "other body", "OtherBody" },
        { "gzip", "BodyCompressed" },
        { "logged as a string", "BodyQuoted" },
        { "base64 body", "BodyBase64" },
        { "head and body", "BodyWithHead" },
        { "signed but no envelope", "MissingMember" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Doctor_CapturedFailure_NamesTheCause(string failure, string cause)
    {
        var (body, signatures, key) = Capture(failure);
        string[] otherKeys = failure == "another key" ? [] : ["--other-key", _folder.Write("other.pem", Keys.B.PublicKeyPem)];
        string[] args =
        [
            "doctor", "--json", "--body", _folder.Write(body), "--key", _folder.Write("key.pem", key), .. otherKeys, .. signatures.SelectMany(signature => new[] { "--signature", signature }),
        ];
        var run = (await ToolRun.OfAsync(args)).Ends(cause == "None" ? 0 : 1);

        Assert.Equal(cause == "None" ? null : cause, run.Json.TryGetProperty("cause", out var found) ? found.GetString() : null);
        Assert.DoesNotContain("marker-4711", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Signature[10..40], run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN PRIVATE", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_RandomFailures_AreNamed()
    {
        var key = _folder.Write("key.pem", Keys.A.PublicKeyPem);
        for (var seed = 1; seed <= 40; seed++)
        {
            var (body, signature, causes) = Random(new Random(seed));
            var run = (await ToolRun.OfAsync("doctor", "--json", "--body", _folder.Write("body", body), "--signature", signature, "--key", key)).Ends(1);
            Assert.True(causes.Contains(run.Json.GetProperty("cause").GetString()), $"seed {seed}: {run.Output}");
        }
    }

    [Fact]
    public async Task Doctor_PrivateKeyGiven_ExaminesWithItsPublicHalf()
    {
        var run = await ToolRun.OfAsync("doctor", "--body", _folder.Write(Body), "--signature", Signature, "--key", _folder.Write("key.pem", Keys.A.PrivateKeyPem));

        Assert.Contains("is a private key", run.Ends(1).Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^ok ", run.Output);
    }

    [Fact]
    public async Task Doctor_HalfOfACapture_EndsWithTwo()
    {
        (await ToolRun.OfAsync("doctor", "--body", _folder.Write(Body))).Ends(2);
        (await ToolRun.OfAsync("doctor")).Ends(2);
    }

    public void Dispose() => _folder.Dispose();

    private static (byte[] Body, string[] Signatures, string Key) Capture(string failure)
    {
        var a = Keys.A.PublicKeyPem;
        var raw = Convert.FromBase64String(Signature);
        (byte[], string[], string) Header(params string[] headers) => (Body, headers, a);
        (byte[], string[], string) Bytes(byte[] signature) => Header(Convert.ToBase64String(signature));
        (byte[], string[], string) Received(byte[] body) => (body, [Signature], a);
        (byte[], string[], string) Signed(byte[] signed) => Header(Keys.A.Sign(signed));
        return failure switch
        {
            "nothing" => Header(Signature),
            "another key" => Header(InRange(Keys.B)),
            "key of another webhook" => Header(Keys.B.Sign(Body)),
            "longer key" => Header(Keys.Long.Sign(Body)),
            "private key given" => (Body, [Signature], Keys.A.PrivateKeyPem),
            "certificate request given" => (Body, [Signature], "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----"),
            "no header" => Header(),
            "newline added" => Received([.. Body, (byte)'\n']),
            "CR LF added" => Received([.. Body, (byte)'\r', (byte)'\n']),
            "newline removed" => Signed([.. Body, (byte)'\n']),
            "BOM added" => Received([0xEF, 0xBB, 0xBF, .. Body]),
            "BOM removed" => Signed([0xEF, 0xBB, 0xBF, .. Body]),
            "line endings" => (Encoding.UTF8.GetBytes("{\r\n\"a\":1\r\n}"), [Keys.A.Sign("{\n\"a\":1\n}")], a),
            "indented" => Received(JsonSerializer.SerializeToUtf8Bytes(JsonDocument.Parse(Body), Indented)),
            "escaped" => Received(Encoding.UTF8.GetBytes(Sent.Replace("é", "\\u00e9", StringComparison.Ordinal))),
            "numbers" => ("""{"a":1.0}"""u8.ToArray(), [Keys.A.Sign("""{"a":1}""")], a),
            "latin1" => Signed(Encoding.Latin1.GetBytes(Sent)),
            "SHA-256" => Header(Keys.A.Sign(Body, HashAlgorithmName.SHA256)),
            "MD5" => Header(Keys.A.Sign(Body, HashAlgorithmName.MD5)),
            "PSS" => Bytes(Keys.A.Rsa.SignData(Body, HashAlgorithmName.SHA1, RSASignaturePadding.Pss)),
            "no DigestInfo" => Bytes(RawSignature.OfBareDigest(Keys.A.Rsa, Body)),
            "no padding" => Bytes(RawSignature.OfUnpaddedDigest(Keys.A.Rsa, Body)),
            "hex" => Header(Convert.ToHexStringLower(raw)),
            "base64url" => (SpecialBody(), [WithSpecials().Replace('+', '-').Replace('/', '_')], a),
            "padding lost" => Header(Signature.TrimEnd('=')),
            "prefix" => Header("sha1=" + Signature),
            "quotes" => Header('"' + Signature + '"'),
            "two headers" => Header(Signature, Signature),
            "plus lost" => (SpecialBody(), [WithSpecials().Replace('+', ' ')], a),
            "percent" => Header(Uri.EscapeDataString(Signature)),
            "base64 twice" => Bytes(Encoding.ASCII.GetBytes(Signature)),
            "junk" => Header("§§§ no signature §§§"),
            "HMAC" => Bytes(HMACSHA256.HashData("key"u8, Body)),
            "reversed" => Bytes([.. raw.AsEnumerable().Reverse()]),
            "digest signed" => Signed(CryptographicOperations.HashData(HashAlgorithmName.SHA1, Body)),
            "hex digest signed" => Signed(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, Body)))),
            "metadata signed" => Signed(Encoding.UTF8.GetBytes(JsonDocument.Parse(Body).RootElement.GetProperty("metadata").GetRawText())),
            "empty here" => Received([]),
            "other body" => Received(Encoding.UTF8.GetBytes(Sent.Replace("s-1", "s-2", StringComparison.Ordinal))),
            "gzip" => Received(Compress(Body)),
            "logged as a string" => Received(JsonSerializer.SerializeToUtf8Bytes(Sent)),
            "base64 body" => Received(Encoding.ASCII.GetBytes(Convert.ToBase64String(Body))),
            "head and body" => Received([.. "POST /webhooks/illow HTTP/1.1\r\nHost: x\r\n\r\n"u8, .. Body]),
            "signed but no envelope" => ("{}"u8.ToArray(), [Keys.A.Sign("{}")], a),
            _ => throw new ArgumentOutOfRangeException(nameof(failure)),
        };
    }

    private static (byte[] Body, string Signature, string[] Causes) Random(Random random)
    {
        var body = Encoding.UTF8.GetBytes(Sent.Replace("k-1", $"key-{random.Next()}", StringComparison.Ordinal));
        var signature = Keys.A.Sign(body);
        switch (random.Next(6))
        {
            case 0:
                body[random.Next(60)] ^= 2;
                return (body, signature, ["OtherBody"]);
            case 1:
                return (body, Keys.B.Sign(body), ["OtherKey", "ValueOutOfRange"]);
            case 2:
                return (body, signature[..(4 * random.Next(8, 80))], ["LengthMismatch"]);
            case 3:
                var flipped = Convert.FromBase64String(signature);
                flipped[random.Next(1, flipped.Length)] ^= 1;
                return (body, Convert.ToBase64String(flipped), ["OtherKey"]);
            case 4:
                return ([.. body, .. Enumerable.Repeat((byte)' ', random.Next(1, 5))], signature, ["BodyBlanks", "JsonLayout"]);
            default:
                return (body, $"v{random.Next(9)}={signature}", ["HeaderPrefixed"]);
        }
    }

    private static string InRange(Illow.AspNetCore.Testing.IllowTestKey key)
    {
        var signature = Convert.FromBase64String(key.Sign(Body));
        signature[0] = 0;
        return Convert.ToBase64String(signature);
    }

    // A body whose signature's text has both + and /
    private static byte[] SpecialBody()
    {
        for (var i = 0; ; i++)
        {
            var body = Encoding.UTF8.GetBytes(Sent.Replace("k-1", "k-" + i, StringComparison.Ordinal));
            var text = Keys.A.Sign(body);
            if (text.Contains('+', StringComparison.Ordinal) && text.Contains('/', StringComparison.Ordinal))
            {
                return body;
            }
        }
    }

    private static string WithSpecials() => Keys.A.Sign(SpecialBody());

    private static byte[] Compress(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return buffer.ToArray();
    }
}
