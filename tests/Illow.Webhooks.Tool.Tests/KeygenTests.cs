using Illow.AspNetCore.Testing;

namespace Illow.Webhooks.Tool.Tests;

public sealed class KeygenTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task Keygen_Prefix_WritesAPairWhosePrivateHalfOnlyTheOwnerReads()
    {
        var run = (await ToolRun.OfAsync("keygen", "--out", _folder.Path("pair"))).Ends(0);

        var privateFile = _folder.Path("pair.private.pem");
        using var key = IllowTestKey.FromPem(await File.ReadAllTextAsync(privateFile));
        Assert.Equal(key.PublicKeyPem + "\n", await File.ReadAllTextAsync(_folder.Path("pair.public.pem")));
        Assert.DoesNotContain("BEGIN", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("SHA256:", run.Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(privateFile));
        }
    }

    [Fact]
    public async Task Keygen_FilesThatAreThere_AreKeptUnlessForced()
    {
        var old = _folder.Write("pair.private.pem", "precious");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(old, (UnixFileMode)0b110_100_100);
        }

        var refused = (await ToolRun.OfAsync("keygen", "--out", _folder.Path("pair"))).Ends(2);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(old));

        var run = (await ToolRun.OfAsync("keygen", "--out", _folder.Path("pair"), "--force", "--json")).Ends(0);
        Assert.Equal(2048, run.Json.GetProperty("bits").GetInt32());
        Assert.DoesNotContain("BEGIN", run.Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(old));
        }
    }

    public void Dispose() => _folder.Dispose();
}
