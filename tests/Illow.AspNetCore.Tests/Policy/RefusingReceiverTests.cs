using Illow.Webhooks.Tests.Signatures.Policy;

namespace Illow.AspNetCore.Tests.Policy;

/// <summary>A whole receiver as a process of its own, on a host that refuses SHA-1 signatures.</summary>
public sealed class RefusingReceiverTests
{
    [Fact]
    public async Task Receiver_HostThatRefusesSha1_SaysSoOnceAndAcceptsNothing()
    {
        RefusingHost.RequireLinux();
        using var folder = new TemporaryFolder();

        var answers = await ChildProcess.ProbeAsync(ReceiverProbe.Name, await RefusingHost.MakeAsync(folder));

        Assert.StartsWith("Critical: This host refuses to verify RSA signatures with SHA1 (", answers["event 3"], StringComparison.Ordinal);
        Assert.Contains("docs/rhel9.md", answers["event 3"], StringComparison.Ordinal);
        Assert.Equal("0 times", answers["event 6"]);
        Assert.Equal("Unhealthy", answers["health"]);
        foreach (var post in new[] { "good", "forged", "malformed", "unsigned" })
        {
            Assert.Equal("503, retry", answers[post]);
        }

        Assert.Equal("0", answers["handled"]);
    }

    [Fact]
    public async Task Receiver_HostThatRefusesSha1WithManagedVerification_AcceptsWhatIsSignedAndNothingElse()
    {
        RefusingHost.RequireLinux();
        using var folder = new TemporaryFolder();

        var answers = await ChildProcess.ProbeAsync(ReceiverProbe.ManagedName, await RefusingHost.MakeAsync(folder));

        Assert.StartsWith("Warning: Illow:ManagedVerification is true", answers["event 6"], StringComparison.Ordinal);
        Assert.Equal("0 times", answers["event 3"]);
        Assert.Equal("Healthy", answers["health"]);
        Assert.Equal("200", answers["good"]);
        foreach (var post in new[] { "forged", "malformed", "unsigned" })
        {
            Assert.Equal("401", answers[post]);
        }

        Assert.Equal("503, retry", answers["good without digest"]);
        Assert.Equal("1", answers["handled"]);
    }
}
