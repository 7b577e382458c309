namespace Illow.Webhooks.Keys;

/// <summary>The structure that the wrapping says it holds.</summary>
internal enum PublicKeyEncoding
{
    /// <summary>Bare base64: either of the two.</summary>
    Unstated,

    /// <summary>"PUBLIC KEY" (RFC 5280, 4.1).</summary>
    SubjectPublicKeyInfo,

    /// <summary>"RSA PUBLIC KEY" (RFC 8017, A.1.1).</summary>
    Pkcs1,
}
