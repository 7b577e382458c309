namespace Illow.Webhooks.Tool.Tests;

public sealed class DoctorEndpointTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task Doctor_EndpointOfThePackage_IsHealthy()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = (await ToolRun.OfAsync("doctor", "--url", endpoint.Url, "--json")).Ends(0);

        var findings = run.Json.GetProperty("findings").EnumerateArray().ToList();
        Assert.Equal(
            ["RefusesUnsigned", "ForgedAnswer", "MediaTypeAnswer", "MethodAnswer"],
            findings.Select(finding => finding.GetProperty("cause").GetString()));
        Assert.All(findings, finding => Assert.Equal("fine", finding.GetProperty("severity").GetString()));
        Assert.Empty(endpoint.Taken);
    }

    [Fact]
    public async Task Doctor_SigningKey_RunsTheConformanceKit()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var key = _folder.Write("key.pem", Keys.A.PrivateKeyPem);
        var run = (await ToolRun.OfAsync("doctor", "--url", endpoint.Url, "--signing-key", key)).Ends(0);

        Assert.Matches(@"All \d\d+ checks passed", run.Output);
        Assert.NotEmpty(endpoint.Taken);
    }

    [Fact]
    public async Task Doctor_SigningKeyThatTheEndpointDoesNotKnow_SaysSoOnce()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var key = _folder.Write("key.pem", Keys.B.PrivateKeyPem);
        var run = (await ToolRun.OfAsync("doctor", "--json", "--url", endpoint.Url, "--signing-key", key)).Ends(1);

        Assert.Equal("GenuineRefused", run.Json.GetProperty("cause").GetString());
    }

    [Fact]
    public async Task Doctor_EndpointWithSettingsOfItsOwn_IsSentWhatItAccepts()
    {
        await using var endpoint = await Endpoint.StartAsync(
            new() { ["Illow:SignatureHeader"] = "x-signed", ["Illow:HashAlgorithm"] = "SHA512", ["Illow:EventProperty"] = "name" });

        (await ToolRun.OfAsync(
            "doctor", "--url", endpoint.Url, "--signing-key", _folder.Write("key.pem", Keys.A.PrivateKeyPem), "--header", "x-signed",
            "--hash", "SHA512", "--event-property", "name", "--event", "dsr.created")).Ends(0);
    }

    [Fact]
    public async Task Doctor_Redirect_NamesItsTarget()
    {
        await using var endpoint = await Endpoint.StartOtherAsync(context =>
        {
            context.Response.Redirect("/elsewhere?a=1");
            return Task.CompletedTask;
        });

        var run = (await ToolRun.OfAsync("doctor", "--url", endpoint.Url)).Ends(1);
        Assert.Contains($"redirects to {endpoint.Root}/elsewhere?a=1,", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_UntrustedCertificate_IsNamedAndAcceptedOnRequest()
    {
        using var certificate = TestCertificate.Create(DateTimeOffset.UtcNow.AddDays(1));
        await using var endpoint = await Endpoint.StartOtherAsync(_ => Task.CompletedTask, certificate);

        var refused = (await ToolRun.OfAsync("doctor", "--url", endpoint.Url, "--json")).Ends(3);
        var accepted = (await ToolRun.OfAsync("doctor", "--url", endpoint.Url, "--json", "--accept-untrusted-certificate")).Ends(1);

        Assert.Equal("UntrustedCertificate", refused.Json.GetProperty("cause").GetString());
        Assert.Equal("AcceptsUnsigned", accepted.Json.GetProperty("cause").GetString());
    }

    [Theory]
    [InlineData(200, "AcceptsUnsigned")]
    [InlineData(204, "AcceptsUnsigned")]
    [InlineData(301, "Redirects")]
    [InlineData(307, "Redirects")]
    [InlineData(400, "OtherAnswer")]
    [InlineData(401, "OtherAuthentication")]
    [InlineData(403, "Forbidden")]
    [InlineData(404, "NotFound")]
    [InlineData(405, "NoPost")]
    [InlineData(413, "BodyLimit")]
    [InlineData(429, "RateLimit")]
    [InlineData(500, "ServerError")]
    [InlineData(502, "Gateway")]
    [InlineData(503, "Unavailable")]
    public async Task Doctor_SomethingElseAnswers_NamesIt(int status, string cause)
    {
        await using var endpoint = await Endpoint.StartOtherAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var run = (await ToolRun.OfAsync("doctor", "--url", endpoint.Url, "--json")).Ends(1);
        Assert.Equal(cause, run.Json.GetProperty("cause").GetString());
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", "ConnectionError")]
    [InlineData("http://no-such-host.invalid/", "NameResolutionError")]
    public async Task Doctor_NoAnswer_EndsWithThree(string url, string cause) =>
        Assert.Equal(cause, (await ToolRun.OfAsync("doctor", "--url", url, "--json")).Ends(3).Json.GetProperty("cause").GetString());

    [Fact]
    public async Task Doctor_TlsToAPlainPort_SaysSo()
    {
        await using var endpoint = await Endpoint.StartOtherAsync(_ => Task.CompletedTask);

        var run = await ToolRun.OfAsync("doctor", "--url", endpoint.Url.Replace("http:", "https:", StringComparison.Ordinal), "--json");

        Assert.Equal("SecureConnectionError", run.Ends(3).Json.GetProperty("cause").GetString());
    }

    public void Dispose() => _folder.Dispose();
}
