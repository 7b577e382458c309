using System.Text;

namespace Illow.Webhooks.Tool.Tests;

public sealed class SignVerifyTests : IDisposable
{
    private const string Body = """{"companyId":"c","siteId":"s","idempotencyKey":"k","metadata":"José\n"}""";

    private readonly Folder _folder = new();

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task Verify_WhatSignWrote_IsGood(string hash)
    {
        var body = _folder.Write("body.json", Body);
        var sign = (await ToolRun.OfAsync("sign", "--body", body, "--key", PrivateKey(), "--hash", hash)).Ends(0);
        var signature = _folder.Write("signature.txt", sign.Output);

        var verify = await ToolRun.OfAsync("verify", "--body", body, "--signature", "@" + signature, "--key", PublicKey(), "--hash", hash);

        Assert.StartsWith("ok", verify.Ends(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_StandardInput_IsSignedByteByByte()
    {
        var bytes = Encoding.UTF8.GetBytes(Body + "\r\n");
        var run = await ToolRun.OfAsync(bytes, ["sign", "--body", "-", "--key", PrivateKey()]);

        Assert.Equal(Keys.A.Sign(bytes), run.Ends(0).Output.TrimEnd());
    }

    [Fact]
    public async Task Verify_OtherBody_EndsWithOneAndSaysWhy()
    {
        var body = _folder.Write("body", Body + "\n");
        var run = await ToolRun.OfAsync("verify", "--body", body, "--signature", Keys.A.Sign(Body), "--key", PublicKey(), "--json");

        Assert.Equal("BodyNewline", run.Ends(1).Json.GetProperty("cause").GetString());
    }

    [Fact]
    public async Task Sign_PublicKey_SaysThatItCannotSign()
    {
        var run = (await ToolRun.OfAsync("sign", "--body", _folder.Write("body", Body), "--key", PublicKey())).Ends(2);

        Assert.Contains("public key, which cannot sign", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("MII", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_FileThatIsNotThere_EndsWithTwo()
    {
        var run = (await ToolRun.OfAsync("sign", "--body", _folder.Path("absent"), "--key", PrivateKey())).Ends(2);
        Assert.Contains("no file", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string PrivateKey() => _folder.Write("private.pem", Keys.A.PrivateKeyPem);

    private string PublicKey() => _folder.Write("public.pem", Keys.A.PublicKeyPem);
}
