using System.Security.Cryptography;

namespace MvcSample.Demo;

/// <summary>One webhook as if it had been created in illow, with both halves of its key: the demo plays the sender too.</summary>
internal sealed record DemoWebhook(string Name, string Event)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "demo-keys");

    internal static readonly DemoWebhook DsrCreated = new("dsr-created", "dsr.created");

    internal static readonly DemoWebhook DsrUpdated = new("dsr-updated", "dsr.updated");

    internal static IReadOnlyList<DemoWebhook> All => [DsrCreated, DsrUpdated];

    /// <summary>False in what was published: the keys are not part of it.</summary>
    internal bool HasKeys => File.Exists(PublicKeyFile) && File.Exists(PrivateKeyFile);

    internal string PublicKeyFile => Path.Combine(Folder, $"demo-{Name}-public-key.pem");

    internal string PrivateKeyFile => Path.Combine(Folder, $"NOT-A-SECRET-demo-{Name}-private-key.pem");

    /// <summary>What illow puts into the header <c>illow-signature</c>: base64 of RSASSA-PKCS1-v1_5 over the body's bytes.</summary>
    internal string Sign(byte[] body, string hashAlgorithm)
    {
        using var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(PrivateKeyFile));
        return Convert.ToBase64String(key.SignData(body, new HashAlgorithmName(hashAlgorithm), RSASignaturePadding.Pkcs1));
    }
}
