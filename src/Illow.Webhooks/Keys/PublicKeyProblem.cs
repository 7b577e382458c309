using System.Globalization;

namespace Illow.Webhooks.Keys;

/// <summary>
/// What can be wrong with a public key's text. Each continues the name of a setting ("Illow:PublicKey is a private key: …"),
/// says how to correct it where that is known, and holds nothing of the text but counts and one character's code.
/// </summary>
internal static class PublicKeyProblem
{
    internal const string Missing = "is empty: it takes the public key that illow shows when a webhook is created";
    internal const string TooLong = "is longer than 16,384 characters, many times the length of an RSA public key: give the key alone";
    internal const string Placeholder = "is a placeholder that nothing has filled in: check that the variable or secret it names exists "
        + "where the application runs";
    internal const string Example = "is a placeholder: put in its place the whole text that illow shows when a webhook is created";
    internal const string NotLikeAKey = "does not look like a key: give the whole text that illow shows when a webhook is created, "
        + "from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----";
    internal const string Quoted =
        "has quotation marks around it: remove them (.env files and container settings often keep them as part of the value)";
    internal const string FileName = "is the name of a file: give the path in PublicKeyFile, or the content of the file here";
    internal const string Address = "is an address: give the key itself";

    internal const string PrivateKey = "is a private key: a receiver takes only the public one, so export that with `openssl rsa -pubout` "
        + "and remove the private key from the configuration";
    internal const string EncryptedPrivateKey = "is an encrypted private key: a receiver takes only the public one, "
        + "so export that with `openssl pkey -pubout` and remove the private key from the configuration";
    internal const string Pkcs12 = "is a PKCS#12 store (.pfx, .p12), which may hold a private key: "
        + "export the public one with `openssl pkcs12 -nokeys | openssl x509 -pubkey -noout`";
    internal const string OpenSsh = "is a key in the format of SSH: convert it with `ssh-keygen -e -m PKCS8` to PEM that begins with "
        + "-----BEGIN PUBLIC KEY-----";
    internal const string Pgp =
        "is a PGP key: illow signs with plain RSA, so give its key in PEM that begins with -----BEGIN PUBLIC KEY-----";
    internal const string Certificate = "is a certificate: extract its public key with `openssl x509 -pubkey -noout`";
    internal const string CertificateRequest = "is a certificate request: extract its public key with `openssl req -pubkey -noout`";
    internal const string CertificateBag = "is a PKCS#7 bag of certificates: extract the public key with `openssl pkcs7 -print_certs | "
        + "openssl x509 -pubkey -noout`";
    internal const string Json = "is JSON, perhaps a JWK: give the key in PEM that begins with -----BEGIN PUBLIC KEY-----";
    internal const string Xml = "is an XML key: convert it with RSA.FromXmlString and RSA.ExportSubjectPublicKeyInfoPem";
    internal const string EncodedTwice = "is PEM that was encoded in base64 once more: decode it once with `base64 -d`";
    internal const string Hexadecimal = "is hexadecimal: give PEM, or base64 of the same bytes";

    internal const string EllipticCurve = "is an elliptic-curve key: illow signs with RSA, so this key is not illow's";
    internal const string Edwards = "is an Ed25519, Ed448, X25519 or X448 key: illow signs with RSA, so this key is not illow's";
    internal const string Dsa = "is a DSA key: illow signs with RSA, so this key is not illow's";
    internal const string RsaPss = "is an RSA key marked for RSASSA-PSS only: illow signs with RSASSA-PKCS1-v1_5, "
        + "whose keys are marked rsaEncryption";
    internal const string RsaOaep = "is an RSA key marked for encryption (RSAES-OAEP): illow's keys are marked rsaEncryption";
    internal const string OtherAlgorithm = "is a key of an algorithm other than RSA: illow signs with RSA, so this key is not illow's";

    internal const string UnknownBlock = "is a PEM block of another kind: it has to begin with -----BEGIN PUBLIC KEY----- or -----BEGIN "
        + "RSA PUBLIC KEY-----";
    internal const string TwoBlocks = "holds more than one PEM block: one text takes one key, so list several in PublicKeys";
    internal const string DamagedLines = "has a damaged first or last line: they have to read -----BEGIN PUBLIC KEY----- and -----END "
        + "PUBLIC KEY-----, with five hyphens on each side";
    internal const string NoBeginLine = "lacks its first line, -----BEGIN PUBLIC KEY-----: give the whole block";
    internal const string NoEndLine = "lacks its last line, -----END PUBLIC KEY-----: the text was cut off (where only single lines can be "
        + "set, write \\n for each line break)";
    internal const string LabelsDiffer = "begins as one kind of PEM block and ends as another: give one block as illow shows it";
    internal const string TextAroundBlock = "has text before or after its PEM block: remove all but the block";
    internal const string EmptyBlock = "is a PEM block with nothing in it: give the whole block as illow shows it";
    internal const string NotLikeAKeyInBlock =
        "is a PEM block with something other than a key in it: give the whole block as illow shows it";
    internal const string OtherThanLabel = "holds something other than its PEM lines say: PUBLIC KEY is for SubjectPublicKeyInfo, "
        + "RSA PUBLIC KEY for PKCS#1";

    internal const string Base64Url = "is in the base64url alphabet (with - and _): PEM takes + and / in their place";
    internal const string Backslashes = "has backslashes other than those of \\n: it was escaped once too often";
    internal const string Binary =
        "is not text, perhaps a key in DER, a binary format: convert it with `openssl pkey -pubin -inform DER -in FILE -out key.pem`";
    internal const string Shortened = "is shortened: dots stand where key text was left out, as in an example";
    internal const string TextAfterPadding = "goes on after the = that ends base64: two keys in one text, "
        + "or text that does not belong to the key";
    internal const string IncompleteBase64 = "is incomplete base64: characters or = signs were lost at its end";
    internal const string SpareBits = "is base64 that no encoder writes (its last character has stray bits): its end was changed or lost";

    internal const string NoKey =
        "is neither PEM nor base64 of an RSA public key: give the whole text that illow shows when a webhook is created";
    internal const string CutOff = "is cut off: the key goes on after the end of the text";
    internal const string BytesAfterKey = "has bytes after the end of the key: two keys in one text, or data that does not belong to it";
    internal const string NotDer = "is damaged: it is not the DER encoding of an RSA public key";
    internal const string NegativeNumber = "is damaged: its modulus or exponent is negative (a writer forgot the leading zero byte)";

    internal const string EvenModulus = "is not an RSA key: its modulus is even";
    internal const string BadExponent = "is not a usable RSA key: its exponent must be odd and 3 or more (65537 is usual)";
    internal const string LongExponent = "is not a usable RSA key: its exponent has more than 32 bits (65537 is usual), "
        + "which would make each verification slow";
    internal const string RefusedByPlatform = "is an RSA public key that the cryptography of this platform refuses to import";

    internal static string TooSmall(int size, int minimum) => size < RsaPublicNumberRules.SmallestSize
        ? string.Create(CultureInfo.InvariantCulture, $"is an RSA key of {size} bits, which can be forged: {minimum} are asked for, "
            + $"and no setting allows fewer than {RsaPublicNumberRules.SmallestSize}")
        : string.Create(CultureInfo.InvariantCulture, $"is an RSA key of {size} bits, but MinimumKeySize asks for {minimum}: "
            + $"use a longer key, or lower MinimumKeySize (not below {RsaPublicNumberRules.SmallestSize}) if illow has no other");

    internal static string TooLarge(int size) => string.Create(
        CultureInfo.InvariantCulture,
        $"is an RSA key of {size} bits: more than {RsaPublicNumberRules.LargestSize} would make each verification a burden");

    internal static string StrayCharacter(char character) => character switch
    {
        '-' or '_' => Base64Url,
        '\\' => Backslashes,

        // What decoders put in the place of bytes that are not text
        '\uFFFD' => Binary,
        '.' or '\u2026' => Shortened,
        _ => string.Create(CultureInfo.InvariantCulture, $"has a character that is not part of a key (U+{(int)character:X4}): "
            + $"remove what does not belong to it"),
    };
}
