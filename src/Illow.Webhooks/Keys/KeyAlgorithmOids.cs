namespace Illow.Webhooks.Keys;

/// <summary>Object identifiers of public key algorithms.</summary>
internal static class KeyAlgorithmOids
{
    /// <summary>rsaEncryption (RFC 8017, A.1): the only one that is taken.</summary>
    internal const string Rsa = "1.2.840.113549.1.1.1";

    /// <summary>The problem of a key of a known algorithm that is not plain RSA; null for an unknown one.</summary>
    internal static string? Refuse(string oid) => oid switch
    {
        "1.2.840.113549.1.1.10" => PublicKeyProblem.RsaPss,
        "1.2.840.113549.1.1.7" => PublicKeyProblem.RsaOaep,
        "1.2.840.10045.2.1" => PublicKeyProblem.EllipticCurve,
        "1.2.840.10040.4.1" => PublicKeyProblem.Dsa,
        "1.3.101.110" or "1.3.101.111" or "1.3.101.112" or "1.3.101.113" => PublicKeyProblem.Edwards,
        _ => null,
    };
}
