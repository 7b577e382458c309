using System.Security.Cryptography;

namespace IllowReceiver;

/// <summary>
/// In Development, where no key is configured, a throw-away key pair takes the place of illow's: the application starts, and the
/// inspector can send it signed events. The pair is in the folder obj, which is not committed; nothing else trusts it.
/// </summary>
internal static class DevelopmentKey
{
    internal static void UseDevelopmentKey(this WebApplicationBuilder builder)
    {
        var illow = builder.Configuration.GetSection("Illow");
        var isConfigured = illow["PublicKey"] is not null || illow["PublicKeyFile"] is not null
            || illow.GetSection("PublicKeys").Exists() || illow.GetSection("Webhooks").Exists();
        if (!builder.Environment.IsDevelopment() || isConfigured)
        {
            return;
        }

        var privateKey = ReadOrCreate(Path.Combine(builder.Environment.ContentRootPath, "obj", "illow-development.private.pem"));
        using var rsa = RSA.Create();
        rsa.ImportFromPem(privateKey);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Illow:PublicKey"] = rsa.ExportSubjectPublicKeyInfoPem(),
            ["Illow:Inspector:TestKey"] = privateKey,
        });
    }

    private static string ReadOrCreate(string path)
    {
        if (File.Exists(path))
        {
            return File.ReadAllText(path);
        }

        using var rsa = RSA.Create(2048);
        var privateKey = rsa.ExportPkcs8PrivateKeyPem();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, privateKey);
        return privateKey;
    }
}
