namespace Illow.Webhooks.Signatures;

/// <summary>
/// One text signed with each hash, by a 2048-bit key that is used for nothing else: its private half lies beside the tests, so that an
/// answer for another hash can be made.
/// </summary>
internal static class KnownAnswers
{
    internal const string Sha1 =
        "GOmHMqQreLVh3zzkQawdHgiszz+5iLOfIfxFNeh+/uDFp7D4qByKzzv62VBfQbHy8txM+JZ/VGgXVNfcLrFcW6RD1FXbE9vG10tfDznS"
        + "5Y5LHlMnIi4UcQksVdemZYwIge8pOKtgXXETn+3M0G8JvvB6I9fhcj0fR24vuMJmFYzIQRdk3X2jDZdhPSWV2hhpagd2DWiUigYLLRuZ"
        + "8ejXJZUsi5w06aaU+Jiiv0JlhRU2ctOd9OrDcBnw4Mu3NLWgPDcqXlY7JEJZC9JS/Duxcp8vnb4YoyVA46UPdpEH6vxOvRqXn5L4acbm"
        + "loISgcvdW790xyke1joXvL4xoJjE1Q==";

    internal const string Sha256 =
        "A7qTSPzGq5V7lGayl6pCbImb3Xa/9VFbXDjpfwl4nPMna8ttZn8I24CDCSWxbcXHdqIeeDWZBRvSDiCEUk6Jun6h6cnIGpJWG21VnhfO"
        + "EReEJGhhT+p+o7L00+ozEcqm7j2mb0iWrmgLWnsKJ/08Pkdc40KB7fm1oI+6KDNdYkh1dr98xSv2HW+lS9jnVrylve+Yd+BWhHVcTqzI"
        + "IoRDm9VlJCU8+6qq0wP4kfyIu4LdFGrLDrTFJF8DpB487X5Ss8qdYrQvYxsHSCFMxS2RQKwHrII3Q0+gvg99T7CAoBf/80YdDmOGxUww"
        + "f9PeNd7Yuv6/J6HtPXKm5q+nPw0oUw==";

    internal const string Sha384 =
        "bhXmWTNOPLDy8puI37WTTM4qoDl2EtvrjVlIW/FmvgBdN1OjF15DUUMOOapLDqqJPRUk/+s5KPA7zAet/qgwOJXAEhrB6ZBDIYCYed7b"
        + "NGdTunOsT9SFE2lbLGymXfoE9qE9zKZHr6+/h0/dRHi6cjsSGbCD6lBRABZpzXHgcGCGDYZiZBxojhXJuk1lC11reoCQspPGNQvruWu2"
        + "mgkBSdgK1tYZjUmryogQ1307YTa2+GBUzKIs43ydLqyUUMzjD8zTBzZffDWm7skwFe1SwYKBHvVAoE9BFkNIgk2PiizDqg7ZHvGZFO2I"
        + "u80cHubpKJIKdQbJb07/vJd5Iduqew==";

    internal const string Sha512 =
        "s3yWkAlFe/M2jnlXYA9XUnfAFLQO0EDmqj4C/Hg0jzDqf+wvXhyrm+vw6UWYqFAgGT9HOXpxuzJB+mJkF7IohPj9LuOwX/HxByBaynAD"
        + "XHZnzBI80rHp5EIaswiHpOHy8xukeHHgLkH1XyNZh1RQtyPYmMUlSwGxgOKmtcXybTayW/aWPRwdy4IRKGh3kPYP/YYv+Pytn6IfjBPs"
        + "1wlxrL0aXf9n93JulEia9YeqFuMFbWVoSi0jUJnLM+lW034fKtnbvmiXwDWRF9XNqVAett27LCLSDBcI48IWabvfzvnt3aa27iZS9K8/"
        + "4y2scdHOqB1hjuAy9CpounkxcXAbdQ==";

    private const string Modulus =
        "tay3ByyFg2UejUfpW+eNoT5Vp+0cRKOogS6S8Fb4yquRplqRNbfl+lIY1QzC9X+mfMi0aYR0x1g2/YxtrVtaB6wFRpLGznJSfbEvFeMQ"
        + "zSGlpvTQTd3YWCy7kPV1t45gipvNSnZeYYSncsmeKb2BOzQ11lQuFNKACAiq6PASN7ZzG/N/EIMWeuFXLF2/DAgoXY+50KRVm9P8L8Mq"
        + "sh8nSylAF0WEnq/9EG1fF5ksr2/cNiYybQfQDkOeT6gK+SYHDBF3Ip6ltTuybLUQIe8FrT/ZO1GnRoi5J76NIt1frn5t7dUpp7FbTgo1"
        + "kZMvPWaC/26A5EuYnabY5NtIeIy1XQ==";

    /// <summary>The signed bytes.</summary>
    internal static ReadOnlySpan<byte> Text => "Illow.AspNetCore known answer"u8;

    /// <summary>Imports the key anew, so that a platform that refuses it says so to the caller and not to a type initializer.</summary>
    internal static IllowPublicKey CreateKey() => IllowPublicKey.Create(Convert.FromBase64String(Modulus), [0x01, 0x00, 0x01]);
}
