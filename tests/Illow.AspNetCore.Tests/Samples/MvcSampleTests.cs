using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Samples;

public sealed class MvcSampleTests
{
    private static readonly Dictionary<string, string> OwnKey = new() { ["Illow__PublicKey"] = TestKeys.A.ExportSubjectPublicKeyInfoPem() };

    [Fact]
    public async Task Start_InDevelopmentWithoutKey_SendsTwoSignedDeliveriesAndATamperedOne()
    {
        await using var sample = SampleProcess.Start("Development", new Dictionary<string, string>());
        await sample.SaysAsync("Listening for more.");
        Assert.Matches(@"signed dsr\.created +200 OK +opened case dsr-1 under GDPR", sample.Output);
        Assert.Matches(@"signed dsr\.updated +200 OK +case dsr-1 is now in progress", sample.Output);
        Assert.Matches(@"tampered dsr\.created +401 Unauthorized +nothing: no handler ran", sample.Output);
        Assert.Matches(@"(?m)^curl -i 'http://127\.0\.0\.1:\d+/webhooks/illow' .* --data-binary '\{.*\}'$", sample.Output);
    }

    [Fact]
    public async Task Start_WithOwnKey_TakesItsDeliveriesAndSendsNone()
    {
        await using var sample = SampleProcess.Start("Development", OwnKey);
        using var client = new HttpClient { BaseAddress = await sample.ListeningAsync() };
        using var response = await client.SendAsync(Delivery.Of().To("/webhooks/illow"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await sample.SaysAsync("Open cases: 1");
        Assert.DoesNotContain("demo", sample.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Start_WithOwnKeyForOneEvent_WarnsOnceThatNobodyDeliversTheOther()
    {
        await using var sample = SampleProcess.Start("Development", OwnKey);
        await sample.ListeningAsync();
        Assert.Single(sample.Output.Split('\n'), line => line.Contains("takes the event 'dsr.updated'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delivery_ByTheDemoKeyWhereAnOwnOneIsConfigured_Is401()
    {
        using var demoKey = RSA.Create();
        demoKey.ImportFromPem(
            await File.ReadAllTextAsync(
                Path.Combine(SampleProcess.Folder, "demo-keys/NOT-A-SECRET-demo-dsr-created-private-key.pem"),
                TestContext.Current.CancellationToken));
        await using var sample = SampleProcess.Start("Development", OwnKey);
        using var client = new HttpClient { BaseAddress = await sample.ListeningAsync() };
        using var response = await client.SendAsync(
            (Delivery.Of() with { Key = demoKey }).To("/webhooks/illow"),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Start_OutsideDevelopmentWithoutKey_FailsAndNamesTheSetting()
    {
        await using var sample = SampleProcess.Start("Production", new Dictionary<string, string>());
        Assert.NotEqual(0, await sample.ExitAsync());
        Assert.Contains("Illow:PublicKey is missing.", sample.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_LeavesTheDemoKeysBehind()
    {
        var folder = Directory.CreateTempSubdirectory("illow-sample-");
        try
        {
            using var publish = Process.Start(new ProcessStartInfo(Dotnet.Path)
            {
                WorkingDirectory = SampleProcess.Folder,
                RedirectStandardOutput = true,
                ArgumentList = { "publish", "--no-build", "--configuration", Dotnet.Configuration, "--output", folder.FullName },
            })!;
            var output = await publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(publish.ExitCode == 0, output);
            Assert.NotEmpty(folder.GetFiles("MvcSample.dll"));
            Assert.Empty(folder.GetFiles("*.pem", SearchOption.AllDirectories));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
