namespace Illow.Webhooks.Signatures;

/// <summary>
/// One text signed with each hash by a 2048-bit key that exists nowhere else: its private half was thrown away once these were made.
/// </summary>
internal static class KnownAnswers
{
    private const string Modulus =
        "vqGYnqqD0JLn5r/hVjeWLcCrixqGbPDKxQ7udd9w3FS2AsDYIRTp6YkGJoM9X2MmykKm3/uRE+3Mzl5Waf+5KHuwlHkvBi72MSFC"
        + "iDACuAqGELt3mUaI9qhpvEUbCZa6rvpibex8UD4NtsFM766MiiAF5EGyVzJIxIL1XBq4H7n6M/dd4W8FIlINnA4JC8gHGgsSAmHW"
        + "0QrzZLErRZunr0MWYY3fKiDk5iV4Mg5RVbkLo7QmumcE8gwmTKsm5klw7c6f2+U2jpwL8LF0zl+CS8Q/++V+otH6+Y+MByuh7Gro"
        + "M2R6x8eIQbLRWSTYO8Y7CLN1S1W9aMfmSboBglGg0w==";

    private const string Sha1 =
        "e5/bGwiNcpT5ZViqpsEVqCVqhGuDKI+LUCqWfBH7vt7eJyO769DF8EoUOx4Z+P5ob4YVCZfH4VsXQRxZ7TjpMfeKMM4Rpi+YdM/d"
        + "y7HJZu8qnUeMiLuhnl5W0w2PHOV5+5vvsAPGucrB+O7vnO+T24CBPHwSkIvJDa/IcfRNOkosHfwg9yl6eFHwrnbSDqtrfsmJighG"
        + "VfQ6r9ZOYKZRA4ORVQkxJvpDo3Ib8Ti9I7oPt0blldW9QF/c5T6svfM1eoD2cWaEiT5akiD8G6T30PMW0fWJFZDqWM8/FXFycnL/"
        + "EDrS0SuyJ+94t6hjFa6OEddYGX2WuIEvt1EAD19Bcg==";

    private const string Sha256 =
        "NNLh6p607tnSnGbf6TQRiyng/+A4PzNcmF6+hFaLp8AHUrW0g8FCVY0Izr3nPxH0ebY/98NLP28fN34gy5IOsa4iqBtVejh3+mN5"
        + "whqsVxMOo6J2k4F+QhJ+TQ3Jz+8Q4+wk9roltOsuro9mjdYUWWFsUn1iftofn2U1IM4hHtItWtx28M8X++z4TpdJHyQ9ruKRTfRQ"
        + "7QRm1UZJmqHzUNrv3bpZJoVg1TxoF7b8ZcLBbSNWUE0S6DhENDkoCLdeegwNRv5S8B6ycuAEiILJRghTD+geqNQzuGEaGYSN0jXO"
        + "AXHddDFYxn5CrIu1gjpeIhr95B0vRSgIdImHoOG2zQ==";

    private const string Sha384 =
        "i9YOSXFz0Mw0unaFLff5Gb8rfurHI4A3r2IvT8XTjxTShHxmWr6YIVxuEYn7BlTwlOF2Boq+ZQjSnWRlkClhe5yVJ1ms/DKyrvJS"
        + "jj9mX9dnbRt41Iq0lhFIhFoCqMsb0LCCUKGHjc2MtzgcCrL03uz/CZR5gcc0OuU/QZLpZIydYs2Hzc4wDw88W5g7PXj9rexLFzcg"
        + "GiSU1mLm8/Fb9zwTQueiVTlF7VeGt/NhWp3wzV4z0TljN/Mu2C76N+X4KZJeCkNCUxRz7sqccMvAJWyzN3vXAhtlhDpOihhA7lnC"
        + "JcWd/hg2Xe3fTvjX/hgfTmDclEG4b6rBAXimA3o+xQ==";

    private const string Sha512 =
        "IUrI5JeujEBwDgJhG3sSQTkuZxlFqkTirc2DdfLHmnPyDgkERcPPRcHBvhJIhzizHy8ej9+OWCy8/yS8Ae5K43oqlqYpxb7jmuTA"
        + "Bn7D/QLITx3019xYbhbw3qV1EDeRSmob6sUjRBkWYutlukGrBJgplLEsBhyW0xSWAqHj84r1lkXHPX/+7RZ+q/bwBCH34UekU4wB"
        + "fyMMNMysCtaWdvbsvEk6D06MY7RPcb7tKmqYWpjp0H60lUzBu35bOZRaNpZVrZL8o6IY10HuXzilYOkUa342P1/RG/8f6ssv+82d"
        + "DuOdY5zzAGveAJpY0Xt9aGwTz93G3qPh3rRTaLQLaA==";

    /// <summary>The signed bytes.</summary>
    internal static ReadOnlySpan<byte> Text => "Illow.AspNetCore known answer"u8;

    /// <summary>Imports the key anew, so that a platform that refuses it says so to the caller and not to a type initializer.</summary>
    internal static IllowPublicKey CreateKey() => IllowPublicKey.Create(Convert.FromBase64String(Modulus), [0x01, 0x00, 0x01]);

    /// <summary>The signature over <see cref="Text"/> with that hash.</summary>
    internal static byte[] Signature(SignatureHash hash) => Convert.FromBase64String(
        hash == SignatureHash.Sha1 ? Sha1
        : hash == SignatureHash.Sha256 ? Sha256
        : hash == SignatureHash.Sha384 ? Sha384
        : Sha512);
}
