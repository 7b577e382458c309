using Illow.Webhooks.Keys;

namespace Illow.Webhooks.Tests.Keys;

public sealed class PublicKeyTextDecoderTests
{
    private static readonly string Pem = TestKeys.A.ExportSubjectPublicKeyInfoPem();
    private static readonly string Pkcs1Pem = TestKeys.A.ExportRSAPublicKeyPem();
    private static readonly string Bare = KeyDer.Bare(TestKeys.A.ExportSubjectPublicKeyInfo());
    private static readonly string Body = string.Join('\n', Pem.Split('\n')[1..^1]);

    private static readonly Dictionary<string, (string Text, string Phrase)> Wrong = new()
    {
        ["two blocks"] = (Pem + "\n" + TestKeys.B.ExportSubjectPublicKeyInfoPem(), "holds more than one PEM block"),
        ["one block twice"] = (Pem + "\n" + Pem, "holds more than one PEM block"),
        ["one block twice, without a break"] = (Pem + Pem, "holds more than one PEM block"),
        ["two blocks in one line"] = ((Pem + Pkcs1Pem).Replace("\n", "\\n", StringComparison.Ordinal), "holds more than one PEM block"),
        ["key and certificate"] = (Pem + "\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "holds more than one PEM block"),
        ["block in a block"] = (Pem.Insert(40, Pem), "holds more than one PEM block"),
        ["block and bare base64"] = (Pem + "\n" + Bare, "has text before or after its PEM block"),
        ["bare base64 and block"] = (Bare + "\n" + Pem, "has text before or after its PEM block"),
        ["two bare keys"] = (Bare + "\n" + KeyDer.Bare(TestKeys.B.ExportSubjectPublicKeyInfo()), "has bytes after the end of the key"),
        ["two bare keys, the first padded"] = (KeyDer.Bare([.. TestKeys.A.ExportSubjectPublicKeyInfo(), 0]) + Bare, "goes on after the ="),
        ["variable's name before"] = ("PUBLIC_KEY=" + Pem, "has text before or after its PEM block"),
        ["comment before"] = ("# from illow\n" + Pem, "has text before or after its PEM block"),
        ["comment after"] = (Pem + "\nfrom illow", "has text before or after its PEM block"),
        ["six hyphens"] = ("-" + Pem + "-", "has text before or after its PEM block"),
        ["NUL after"] = (Pem + "\0", "has text before or after its PEM block"),
        ["second byte order mark"] = ("\uFEFF\uFEFF" + Pem, "has text before or after its PEM block"),
        ["zero-width space before"] = ("\u200B" + Pem, "has text before or after its PEM block"),

        ["line breaks escaped twice"] = (Pem.Replace("\n", "\\\\n", StringComparison.Ordinal), "has backslashes other than"),
        ["line breaks escaped twice, the last one too"] =
            ((Pem + "\n").Replace("\n", "\\\\n", StringComparison.Ordinal), "has backslashes other than"),
        ["line breaks escaped twice, the first one too"] =
            (("\n" + Pem).Replace("\n", "\\\\n", StringComparison.Ordinal), "has backslashes other than"),
        ["DER read as text"] = (System.Text.Encoding.UTF8.GetString(TestKeys.A.ExportSubjectPublicKeyInfo()), "perhaps a key in DER"),
        ["PKCS#1 in DER read as text"] = (System.Text.Encoding.UTF8.GetString(TestKeys.A.ExportRSAPublicKey()), "perhaps a key in DER"),

        ["only the first line"] = ("-----BEGIN PUBLIC KEY-----", "lacks its last line"),
        ["without last line"] = ("-----BEGIN PUBLIC KEY-----\n" + Body, "lacks its last line"),
        ["without first line"] = (Body + "\n-----END PUBLIC KEY-----", "lacks its first line"),
        ["only the last line"] = ("-----END PUBLIC KEY-----", "lacks its first line"),
        ["last line first"] = ("-----END PUBLIC KEY-----\n" + Body + "\n-----BEGIN PUBLIC KEY-----", "lacks its last line"),
        ["shared hyphens"] = ("-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----", "lacks its last line"),
        ["four hyphens"] = (Pem.Replace("-----", "----", StringComparison.Ordinal), "has a damaged first or last line"),
        ["four hyphens at the end"] = (Pem[..^1], "has a damaged first or last line"),
        ["no hyphens"] = (Pem.Replace("-", "", StringComparison.Ordinal), "has a damaged first or last line"),
        ["dashes of a word processor"] =
            (Pem.Replace("-----", "\u2014\u2014-", StringComparison.Ordinal), "has a damaged first or last line"),
        ["begin in lower case"] = (Pem.Replace("BEGIN", "begin", StringComparison.Ordinal), "lacks its first line"),
        ["first line that does not end"] = ("-----BEGIN PUBLIC KEY", "has a damaged first or last line"),
        ["first line that ends after a character"] = ("-----BEGIN P", "has a damaged first or last line"),
        ["no label"] = ("-----BEGIN -----\nAAAA\n-----END -----", "is a PEM block of another kind"),
        ["last line right after the first"] = ("-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----", "is a PEM block with nothing in it"),
        ["text before an empty block"] =
            ("key: -----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", "has text before or after its PEM block"),
        ["label over two lines"] = (Pem.Replace("PUBLIC KEY", "PUBLIC\nKEY", StringComparison.Ordinal), "is a PEM block of another kind"),
        ["label with two blanks"] = (Pem.Replace("PUBLIC KEY", "PUBLIC  KEY", StringComparison.Ordinal), "is a PEM block of another kind"),
        ["label with trailing blank"] =
            (Pem.Replace("PUBLIC KEY", "PUBLIC KEY ", StringComparison.Ordinal), "is a PEM block of another kind"),
        ["empty block"] = ("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", "is a PEM block with nothing in it"),
        ["blank block"] = ("-----BEGIN PUBLIC KEY-----\n \t\r\n-----END PUBLIC KEY-----", "is a PEM block with nothing in it"),

        ["ends as PKCS#1"] =
            (Pem.Replace("END PUBLIC", "END RSA PUBLIC", StringComparison.Ordinal), "begins as one kind of PEM block and ends as another"),
        ["begins as PKCS#1"] = (
            Pem.Replace("BEGIN PUBLIC", "BEGIN RSA PUBLIC", StringComparison.Ordinal),
            "begins as one kind of PEM block and ends as another"),
        ["PKCS#1 labelled as SPKI"] =
            (Pkcs1Pem.Replace("RSA ", "", StringComparison.Ordinal), "holds something other than its PEM lines say"),
        ["SPKI labelled as PKCS#1"] =
            (Pem.Replace("PUBLIC", "RSA PUBLIC", StringComparison.Ordinal), "holds something other than its PEM lines say"),

        ["double quotes"] = ('"' + Pem + '"', "has quotation marks around it"),
        ["single quotes"] = ("'" + Bare + "'", "has quotation marks around it"),
        ["typographic quotes"] = ("\u201C" + Pem + "\u201D", "has quotation marks around it"),
        ["quote at the start"] = ('"' + Pem, "has quotation marks around it"),
        ["quote at the end"] = (Bare + "'", "has quotation marks around it"),
        ["quote and blanks"] = (" \n\" " + Pem + " \"\n", "has quotation marks around it"),

        ["escaped twice"] = (Pem.Replace("\n", "\\\\n", StringComparison.Ordinal), "has backslashes other than those of \\n"),
        ["literal \\t"] = (Pem.Insert(60, "\\t"), "has backslashes other than those of \\n"),
        ["literal \\N"] = (Bare.Insert(60, "\\N"), "has backslashes other than those of \\n"),
        ["backslash at the end"] = (Bare + "\\", "has backslashes other than those of \\n"),
        ["example with dots"] = ("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq...\n-----END PUBLIC KEY-----", "is shortened"),
        ["example with an ellipsis"] = ("MIIBIjANBgkq\u2026", "is shortened"),
        ["example that is an ellipsis"] = ("\u2026", "is shortened"),
        ["base64url"] = (Bare.Insert(60, "-_Az"), "is in the base64url alphabet"),
        ["percent encoding"] = (Bare.Insert(60, "%2B"), "(U+0025)"),
        ["PEM header"] = (Pem.Insert(27, "Comment: key\n\n"), "(U+003A)"),
        ["no-break space inside"] = (Pem.Insert(60, "\u00A0"), "(U+00A0)"),
        ["zero-width space inside"] = (Pem.Insert(60, "\u200B"), "(U+200B)"),
        ["byte order mark inside"] = (Pem.Insert(60, "\uFEFF"), "(U+FEFF)"),
        ["NUL inside"] = (Bare.Insert(60, "\0"), "(U+0000)"),
        ["vertical tab inside"] = (Bare.Insert(60, "\v"), "(U+000B)"),
        ["high surrogate inside"] = (Bare.Insert(60, "\uD800"), "(U+D800)"),
        ["low surrogate at the start"] = ("\uDC00" + Bare, "(U+DC00)"),
        ["full-width letter"] = (Bare.Insert(60, "\uFF21"), "(U+FF21)"),
        ["Cyrillic letter"] = (Bare.Insert(60, "\u0410"), "(U+0410)"),

        ["a character lost"] = (Bare.Remove(60, 1), "is incomplete base64"),
        ["last character lost"] = (Bare[..^1], "is incomplete base64"),
        ["one padding sign lost"] = (Padded(2)[..^1], "is incomplete base64"),
        ["padding lost"] = (Padded(1)[..^1], "is incomplete base64"),
        ["padding added"] = (Bare + "=", "is incomplete base64"),
        ["three padding signs"] = (Padded(2)[..^3] + "===", "is incomplete base64"),
        ["four padding signs"] = (Bare + "====", "is incomplete base64"),
        ["padding alone"] = ("====", "does not look like a key"),
        ["padding inside"] = (Padded(1).Insert(60, "="), "goes on after the ="),
        ["stray bits before ="] = (WithStrayBit(Padded(1), 1), "is base64 that no encoder writes"),
        ["stray bits before =="] = (WithStrayBit(Padded(2), 2), "is base64 that no encoder writes"),

        ["a single byte"] = ("MA==", "is cut off"),
        ["a word"] = ("changeme", "does not look like a key"),
        ["a sentence"] = ("the key goes here", "does not look like a key"),
        ["one character"] = ("A", "does not look like a key"),
        ["three dots"] = ("...", "is shortened"),
        ["other base64"] = (KeyDer.Bare(new byte[256]), "is neither PEM nor base64 of an RSA public key"),
    };

    public static TheoryData<string> WrongNames => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(WrongNames))]
    public void TryRead_DamagedWrapping_IsToldWhatIsWrong(string name)
    {
        var (text, phrase) = Wrong[name];

        KeyTextAssert.Refuses(text, phrase);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\r\n\t")]
    [InlineData("\uFEFF")]
    [InlineData(" \uFEFF ")]
    [InlineData("\u00A0\u2003")]
    [InlineData("\\n")]
    [InlineData("\\r\\n \\n")]
    public void TryRead_NothingOrBlanks_IsToldWhatToGive(string? text) =>
        KeyTextAssert.Refuses(text, "is empty: it takes the public key that illow shows");

    [Theory]
    [InlineData('A')]
    [InlineData(' ')]
    [InlineData('-')]
    [InlineData('\0')]
    [InlineData('\uD800')]
    [InlineData('\\')]
    public void TryRead_Megabytes_AreRefusedUnread(char character)
    {
        var text = new string(character, 4 << 20);

        Assert.False(PublicKeyText.TryRead(text, 2048, out var key, out var problem));
        Assert.Null(key);
        Assert.Equal(PublicKeyProblem.TooLong, problem);
    }

    [Fact]
    public void TryRead_EverySingleCharacterPutInside_IsABlankOrRefused()
    {
        var accepted = new List<char>();
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var text = Pem.Insert(100, ((char)code).ToString());
            if (PublicKeyText.TryRead(text, 2048, out _, out _))
            {
                accepted.Add((char)code);
            }
        }

        Assert.Equal([(char)9, (char)10, (char)13, (char)32], accepted);
    }

    // One key of 2048 bits has base64 without padding; numbers of other lengths have some
    private static string Padded(int signs)
    {
        var text = Enumerable.Range(2048, 32)
            .Select(bits => KeyDer.Bare(KeyDer.Pkcs1(KeyNumbers.OddModulus(bits), [1, 0, 1])))
            .First(text => text.Count(c => c == '=') == signs);
        Assert.True(PublicKeyText.TryRead(text, 2048, out _, out var problem), problem);
        return text;
    }

    private static string WithStrayBit(string text, int signs)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var last = text.Length - signs - 1;
        var changed = alphabet[alphabet.IndexOf(text[last], StringComparison.Ordinal) + 1];
        return text[..last] + changed + text[(last + 1)..];
    }
}
