namespace Illow.Webhooks.Keys;

/// <summary>What a PEM label promises.</summary>
internal static class PemLabel
{
    /// <summary>Null for the two labels of an RSA public key, else the problem.</summary>
    internal static string? Read(ReadOnlySpan<char> label, out PublicKeyEncoding encoding)
    {
        encoding = label switch
        {
            "PUBLIC KEY" => PublicKeyEncoding.SubjectPublicKeyInfo,
            "RSA PUBLIC KEY" => PublicKeyEncoding.Pkcs1,
            _ => PublicKeyEncoding.Unstated,
        };
        return encoding == PublicKeyEncoding.Unstated ? Refuse(label) : null;
    }

    private static string Refuse(ReadOnlySpan<char> label) => label switch
    {
        _ when Has(label, "CERTIFICATE REQUEST") => PublicKeyProblem.CertificateRequest,
        _ when Has(label, "CERTIFICATE") => PublicKeyProblem.Certificate,
        _ when Has(label, "PGP") => PublicKeyProblem.Pgp,
        _ when Has(label, "SSH") => PublicKeyProblem.OpenSsh,
        "PKCS7" or "PKCS #7 SIGNED DATA" or "CMS" => PublicKeyProblem.CertificateBag,
        "EC PARAMETERS" or "EC PUBLIC KEY" => PublicKeyProblem.EllipticCurve,
        "DSA PARAMETERS" or "DSA PUBLIC KEY" => PublicKeyProblem.Dsa,
        _ => PublicKeyProblem.UnknownBlock,
    };

    private static bool Has(ReadOnlySpan<char> label, string word) => label.Contains(word, StringComparison.Ordinal);
}
