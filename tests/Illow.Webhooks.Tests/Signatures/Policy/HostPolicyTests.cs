namespace Illow.Webhooks.Tests.Signatures.Policy;

/// <summary>Hosts that cannot verify, each as a process of its own over a changed OpenSSL.</summary>
public sealed class HostPolicyTests
{
    /// <summary>A host without a single algorithm, as a broken or a FIPS-only configuration leaves it.</summary>
    private const string NoAlgorithmsConfiguration = """
        openssl_conf = init
        [init]
        providers = providers
        [providers]
        null = settings
        [settings]
        activate = 1
        """;

    private static readonly string[] Hashes = ["SHA1", "SHA256", "SHA384", "SHA512"];

    [Fact]
    public async Task Verify_UnchangedHost_TellsRightFromWrong()
    {
        var answers = await ProbeAsync([]);

        foreach (var name in new[] { "Platform", "Managed" })
        {
            foreach (var hash in Hashes)
            {
                AssertWorks(answers, $"{name} {hash}");
            }
        }
    }

    [Fact]
    public async Task Verify_HostThatRefusesSha1Signatures_IsUnavailableOnThePlatformAndWorksManaged()
    {
        RefusingHost.RequireLinux();
        using var folder = new TemporaryFolder();

        var answers = await ProbeAsync(await RefusingHost.MakeAsync(folder));

        Assert.Contains("invalid digest", answers["Platform SHA1 self-test"], StringComparison.Ordinal);
        Assert.Equal("Unavailable", answers["Platform SHA1 good"]);
        Assert.Equal("Unavailable", answers["Platform SHA1 altered"]);
        Assert.Equal("Invalid", answers["Platform SHA1 out of range"]);
        foreach (var works in Hashes.Skip(1).Select(hash => $"Platform {hash}").Concat(Hashes.Select(hash => $"Managed {hash}")))
        {
            AssertWorks(answers, works);
        }
    }

    [Fact]
    public async Task Run_HostWithoutAlgorithms_GivesAReasonForEachHash()
    {
        RefusingHost.RequireLinux();
        using var folder = new TemporaryFolder();
        var configuration = Path.Combine(folder.Path, "openssl.cnf");
        await File.WriteAllTextAsync(configuration, NoAlgorithmsConfiguration);

        var answers = await ProbeAsync(new() { ["OPENSSL_CONF"] = configuration });

        foreach (var hash in Hashes)
        {
            Assert.Contains("CryptographicException: error:", answers[$"Platform {hash} self-test"], StringComparison.Ordinal);
            Assert.Contains("CryptographicException: error:", answers[$"Managed {hash} self-test"], StringComparison.Ordinal);
            Assert.StartsWith("throws: error:", answers[$"Platform {hash} good"], StringComparison.Ordinal);
        }
    }

    private static void AssertWorks(Dictionary<string, string> answers, string name)
    {
        Assert.Equal("fine", answers[$"{name} self-test"]);
        Assert.Equal("Valid", answers[$"{name} good"]);
        Assert.Equal("Invalid", answers[$"{name} altered"]);
        Assert.Equal("Invalid", answers[$"{name} out of range"]);
    }

    private static Task<Dictionary<string, string>> ProbeAsync(Dictionary<string, string> environment) =>
        ChildProcess.ProbeAsync(HostProbe.Name, environment);
}
