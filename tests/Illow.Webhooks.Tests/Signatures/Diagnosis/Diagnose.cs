using System.Text;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

/// <summary>Asks for a diagnosis and checks what holds for all of them.</summary>
internal static class Diagnose
{
    /// <summary>
    /// Compact JSON with a letter outside ASCII, a slash, HTML's characters and numbers that JavaScript writes otherwise.
    /// </summary>
    internal const string Compact =
        """{"companyId":"c-1","siteId":"s-1","idempotencyKey":"k-1","metadata":""" +
        """{"name":"José","url":"a/b?c=d&e","tags":["<1>","it's"],"share":1.0,"size":1e3,"none":[],"empty":{}}}""";

    internal static byte[] Body => Encoding.UTF8.GetBytes(Compact);

    internal static SignatureFinding Of(string? header, byte[] body, SignatureHash? expected = null, params IllowPublicKey[] keys)
    {
        var finding = SignatureDiagnosis.Explain(
            keys.Length == 0 ? [SigningKey.A.Public] : keys, body, header, expected ?? SignatureHash.Sha1);

        AssertSaysNothingSecret(finding, header, body);
        return finding;
    }

    /// <summary>The finding for a body that arrived, where the sender signed another.</summary>
    internal static SignatureFinding OfBody(string sent, string received, SignatureHash? hash = null) =>
        OfBody(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(received), hash);

    internal static SignatureFinding OfBody(byte[] sent, byte[] received, SignatureHash? hash = null) =>
        Of(Header(sent, hash), received, hash);

    internal static string Header(byte[] sent, SignatureHash? hash = null) =>
        Convert.ToBase64String(SigningKey.A.Sign(sent, hash ?? SignatureHash.Sha1));

    private static void AssertSaysNothingSecret(SignatureFinding finding, string? header, byte[] body)
    {
        Assert.EndsWith(".", finding.Explanation, StringComparison.Ordinal);
        var modulus = Convert.ToBase64String(SigningKey.A.Public.Parameters.Modulus!)[..16];
        foreach (var secret in new[] { "companyId", "c-1", "k-1", "José", modulus })
        {
            Assert.DoesNotContain(secret, finding.Explanation, StringComparison.Ordinal);
        }

        if (header?.Length > 24)
        {
            Assert.DoesNotContain(header[8..24], finding.Explanation, StringComparison.Ordinal);
        }

        if (body.Length > 8)
        {
            Assert.DoesNotContain(Encoding.UTF8.GetString(body), finding.Explanation, StringComparison.Ordinal);
        }
    }
}
