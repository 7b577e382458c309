namespace Illow.Webhooks.Signatures;

/// <summary>Why a signature does not verify: the first cause found, in the order in which they are tried.</summary>
internal enum SignatureCause
{
    /// <summary>It verifies.</summary>
    None = 0,

    /// <summary>No key was given to verify with.</summary>
    NoKey,

    /// <summary>There is no header, or a blank one.</summary>
    HeaderMissing,

    /// <summary>The header is longer than any signature.</summary>
    HeaderTooLong,

    /// <summary>The header holds several values.</summary>
    HeaderRepeated,

    /// <summary>Quotation marks stand around the text.</summary>
    HeaderQuoted,

    /// <summary>A name stands before the text: "sha1=" and the like.</summary>
    HeaderPrefixed,

    /// <summary>White space stands in the text.</summary>
    HeaderBlanks,

    /// <summary>Each "+" has become a blank, as form decoding does.</summary>
    HeaderPlusLost,

    /// <summary>The text is percent-encoded.</summary>
    HeaderPercentEncoded,

    /// <summary>The text is hexadecimal.</summary>
    HeaderHex,

    /// <summary>The text is base64 in the URL alphabet.</summary>
    HeaderBase64Url,

    /// <summary>The padding is missing or wrong.</summary>
    HeaderPadding,

    /// <summary>The last character carries bits that no signature has.</summary>
    HeaderSpareBits,

    /// <summary>The text is base64 of a text.</summary>
    HeaderEncodedTwice,

    /// <summary>The text is not in a known encoding of bytes.</summary>
    HeaderUnreadable,

    /// <summary>No key makes signatures of this length.</summary>
    LengthMismatch,

    /// <summary>The signature's number is not below the modulus.</summary>
    ValueOutOfRange,

    /// <summary>The bytes of the signature are in reverse order.</summary>
    ReversedBytes,

    /// <summary>The key of another webhook verifies it.</summary>
    OtherWebhook,

    /// <summary>Made with another hash.</summary>
    OtherHash,

    /// <summary>Made with PSS padding.</summary>
    PssPadding,

    /// <summary>Signed without any padding.</summary>
    NoPadding,

    /// <summary>Signed without the DigestInfo that names the hash.</summary>
    NoDigestInfo,

    /// <summary>DigestInfo is not in the one encoding that the standard prescribes.</summary>
    DigestInfoEncoding,

    /// <summary>Something that is not a digest was signed, such as the body itself.</summary>
    NoDigest,

    /// <summary>The digest was signed in place of the body, so that it was hashed twice.</summary>
    DigestSigned,

    /// <summary>The digest's hex or base64 text was signed in place of the body.</summary>
    DigestTextSigned,

    /// <summary>The body's hex or base64 text was signed in place of the body.</summary>
    BodyTextSigned,

    /// <summary>Only one member of the body was signed.</summary>
    BodyPartSigned,

    /// <summary>The sender signed zero bytes.</summary>
    NothingSigned,

    /// <summary>The body is empty here although the signed one was not.</summary>
    BodyEmpty,

    /// <summary>A newline at the end of the body was added or removed.</summary>
    BodyNewline,

    /// <summary>Blanks around the body were removed.</summary>
    BodyBlanks,

    /// <summary>The line endings of the body were changed.</summary>
    BodyLineEndings,

    /// <summary>A byte order mark was added or removed.</summary>
    BodyByteOrderMark,

    /// <summary>The body was signed in another character encoding.</summary>
    BodyCharset,

    /// <summary>Another amount of white space in the JSON was signed.</summary>
    JsonLayout,

    /// <summary>Another way of escaping characters in the JSON was signed.</summary>
    JsonEscaping,

    /// <summary>Another way of writing numbers in the JSON was signed.</summary>
    JsonNumbers,

    /// <summary>Another order of the members in the JSON was signed.</summary>
    JsonMemberOrder,

    /// <summary>The key is right; the signed bytes are others.</summary>
    OtherBody,

    /// <summary>None of the keys made it, or it was damaged on its way.</summary>
    OtherKey,
}
