using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Illow.AspNetCore.Testing.Conformance;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>Captured failures, each of which has to be named rightly.</summary>
public sealed class DoctorSignatureTests : IDisposable
{
    private const string Sent =
        """{"companyId":"c-1","siteId":"s-1","idempotencyKey":"k-1","metadata":{"name":"José","share":1.0,"secret":"marker-4711"}}""";

    private static readonly string Dsr =
        """
        {"companyId":"c-1","siteId":"s-1","idempotencyKey":"k-1","metadata":{"id":"d","companyId":"c-1",
        "createdAt":"2026-01-15","dueDate":"2026-02-14","legislation":"GDPR","requestStatus":"new"}}
        """.ReplaceLineEndings("");

    private static readonly string Other =
        """
        {"companyId":"c-1","siteId":"s-1","idempotencyKey":"k-1",
        "metadata":{"zone":"z","id":"d","about":{"b":"1"},"kind":"k","at":"a"}}
        """.ReplaceLineEndings("");

    private const string Float =
        """{"companyId":"c-1","siteId":"s-1","idempotencyKey":"k-1","metadata":{"id":"d","companyId":"c-1","share":1.0}}""";

    private const string Own = """{"metadata":{"b":"x"},"event":"e","siteId":"s-1","idempotencyKey":"k-1","companyId":"c-1"}""";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(Sent);
    private static readonly string Signature = Keys.A.Sign(Body);

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Compact = new(Indented) { WriteIndented = false };

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
        { "float as integer", "JsonNumbers" },
        { "one float of several numbers as integer", "JsonNumbers" },
        { "trailing zero lost", "JsonNumbers" },
        { "signed in illow's order, captured sorted", "JsonMemberOrder" },
        { "signed in illow's order, captured sorted and indented", "JsonMemberOrder" },
        { "signed in Python's layout, captured sorted", "JsonMemberOrder" },
        { "metadata of another event, captured sorted", "JsonMemberOrder" },
        { "an order of its own, captured sorted", "JsonMemberOrder" },
        { "captured sorted, float as integer", "JsonMemberOrder" },
        { "signed sorted", "JsonMemberOrder" },
        { "log's prefix", "TextAroundBody" },
        { "trailing NUL", "TrailingNul" },
        { "smart quotes", "SmartQuotes" },
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
            "doctor", "--json", "--body", _folder.Write(body), "--key", _folder.Write("key.pem", key), .. otherKeys,
            .. signatures.SelectMany(signature => new[] { "--signature", signature }),
        ];
        var run = (await ToolRun.OfAsync(args)).Ends(cause == "None" ? 0 : 1);

        Assert.Equal(cause == "None" ? null : cause, run.Json.TryGetProperty("cause", out var found) ? found.GetString() : null);
        Assert.DoesNotContain("marker-4711", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Signature[10..40], run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN PRIVATE", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not JSON from a byte on", """{"companyId":"c","siteId":oops}""", "NotJson", "byte 27")]
    [InlineData("cut off", """{"companyId":"c","siteId":"s",""", "NotJson", "cut off")]
    [InlineData("text before", "body: [1]", "TextBeforeJson", "6 bytes")]
    [InlineData("smart quotes", "{\u201CcompanyId\u201D:1}", "SmartQuotes", "typographic")]
    [InlineData("NUL", "{}\0\0", "NulBytes", "from byte 3 on")]
    [InlineData("UTF-16", "{\0}\0", "NulBytes", "UTF-16")]
    [InlineData("mask", """{"companyId":"c","name":"***"}""", "Masked", "hid part")]
    [InlineData("other mask", """{"companyId":"c","name":"[REDACTED]"}""", "Masked", "hid part")]
    [InlineData("dots", """{"companyId":"c","name":"abc..."}""", "Shortened", "left out")]
    [InlineData("charset", "{\"name\":\"Jos\uFFFD\"}", "NotUtf8", "charset")]
    public async Task Doctor_BodyThatNothingExplains_SaysWhatItSeesAndWhatToDo(string sight, string captured, string cause, string words)
    {
        var key = _folder.Write("key.pem", Keys.A.PublicKeyPem);
        var body = _folder.Write(Encoding.UTF8.GetBytes(captured));
        var run = (await ToolRun.OfAsync(
            "doctor", "--json", "--body", body, "--key", key, "--signature", Keys.A.Sign("quite another body"))).Ends(1);

        var findings = run.Json.GetProperty("findings").EnumerateArray().ToDictionary(
            finding => finding.GetProperty("cause").GetString()!, finding => finding.GetProperty("text").GetString()!);
        Assert.True(findings.ContainsKey(cause), $"{sight}: {run.Output}");
        Assert.Contains(words, findings[cause], StringComparison.Ordinal);
        Assert.Contains("illow-webhooks listen", findings["NextStep"], StringComparison.Ordinal);
        Assert.Equal("OtherBody", run.Json.GetProperty("cause").GetString());
    }

    [Fact]
    public async Task Doctor_ReorderedLargeBody_IsDiagnosedInTime()
    {
        var members = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"m{i}\":{i}"));
        var body = _folder.Write(Encoding.UTF8.GetBytes($"{{{members}}}"));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var key = _folder.Write("key.pem", Keys.A.PublicKeyPem);
        (await ToolRun.OfAsync("doctor", "--body", body, "--key", key, "--signature", Keys.A.Sign("quite another body"))).Ends(1);

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task Doctor_PublicKeyInDer_IsCalledByItsNameAndUsed()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Keys.A.PublicKeyPem);
        var key = _folder.Write("key.der", rsa.ExportSubjectPublicKeyInfo());
        var run = (await ToolRun.OfAsync("doctor", "--body", _folder.Write(Body), "--signature", Signature, "--key", key)).Ends(1);

        Assert.Contains("DER, a binary format", run.Output, StringComparison.Ordinal);
        Assert.Contains("openssl pkey -pubin -inform DER", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("U+FFFD", run.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^ok ", run.Output);
    }

    [Fact]
    public async Task Doctor_PrivateKeyInDer_IsCalledByItsName()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Keys.A.PrivateKeyPem);
        var key = _folder.Write("key.der", rsa.ExportPkcs8PrivateKey());
        var run = await ToolRun.OfAsync("doctor", "--body", _folder.Write(Body), "--signature", Signature, "--key", key);

        Assert.Contains("is a private key", run.Ends(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_RandomFailures_AreNamed()
    {
        var key = _folder.Write("key.pem", Keys.A.PublicKeyPem);
        for (var seed = 1; seed <= 40; seed++)
        {
            var (body, signature, causes) = Random(new Random(seed));
            string[] arguments = ["doctor", "--json", "--body", _folder.Write("body", body), "--signature", signature, "--key", key];
            var run = (await ToolRun.OfAsync(arguments)).Ends(1);
            Assert.True(causes.Contains(run.Json.GetProperty("cause").GetString()), $"seed {seed}: {run.Output}");
        }
    }

    [Fact]
    public async Task Doctor_PrivateKeyGiven_ExaminesWithItsPublicHalf()
    {
        var key = _folder.Write("key.pem", Keys.A.PrivateKeyPem);
        var run = await ToolRun.OfAsync("doctor", "--body", _folder.Write(Body), "--signature", Signature, "--key", key);

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
            "certificate request given" =>
                (Body, [Signature], "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----"),
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
            "float as integer" => (Encoding.UTF8.GetBytes(Sent.Replace("1.0", "1", StringComparison.Ordinal)), [Signature], a),
            "one float of several numbers as integer" =>
                ("""{"a":1,"b":{"c":[2,3,4]}}"""u8.ToArray(), [Keys.A.Sign("""{"a":1,"b":{"c":[2,3.0,4]}}""")], a),
            "trailing zero lost" => ("""{"a":12.5}"""u8.ToArray(), [Keys.A.Sign("""{"a":12.50}""")], a),
            "signed in illow's order, captured sorted" => (Sorted(Dsr, false), [Keys.A.Sign(Dsr)], a),
            "signed in illow's order, captured sorted and indented" => (Sorted(Dsr, true), [Keys.A.Sign(Dsr)], a),
            "signed in Python's layout, captured sorted" => (Sorted(Dsr, false), [Keys.A.Sign(Spaced(Dsr))], a),
            "metadata of another event, captured sorted" => (Sorted(Other, false), [Keys.A.Sign(Other)], a),
            "an order of its own, captured sorted" => (Sorted(Own, false), [Keys.A.Sign(Own)], a),
            "captured sorted, float as integer" => (Integral(Sorted(Float, false)), [Keys.A.Sign(Float)], a),
            "signed sorted" => (Encoding.UTF8.GetBytes(Dsr), [Keys.A.Sign(Sorted(Dsr, false))], a),
            "log's prefix" => Received([.. "12:00:01 body: "u8, .. Body, (byte)';']),
            "trailing NUL" => Received([.. Body, 0, 0, 0]),
            "smart quotes" => Received(Encoding.UTF8.GetBytes(Sent.Replace('"', '\u201D'))),
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
            "hex digest signed" => Signed(
                Encoding.ASCII.GetBytes(Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, Body)))),
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

    // As jq, PostgreSQL or a map of Go writes it
    private static byte[] Sorted(string json, bool indented) =>
        JsonSerializer.SerializeToUtf8Bytes(Sort(JsonNode.Parse(json)!), indented ? Indented : Compact);

    private static JsonNode Sort(JsonNode node) => node is JsonObject members
        ? new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Sort(member.Value!))))
        : node.DeepClone();

    private static string Spaced(string json) =>
        json.Replace("\":", "\": ", StringComparison.Ordinal).Replace(",\"", ", \"", StringComparison.Ordinal);

    private static byte[] Integral(byte[] json) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace("1.0", "1", StringComparison.Ordinal));

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
