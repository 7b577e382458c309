using System.Diagnostics;

namespace Illow.AspNetCore.Tests.Protocol.Signatures.Policy;

/// <summary>Hosts that cannot verify, each as a process of its own over a changed OpenSSL.</summary>
public sealed class HostPolicyTests
{
    /// <summary>
    /// Stands before the host's libssl and does what Red Hat's patch of OpenSSL does under its default policy: SHA-1 may be
    /// hashed with, and may not be set for a signature (EVP_R_INVALID_DIGEST of ERR_LIB_EVP).
    /// </summary>
    private const string Sha1PolicySource = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stddef.h>
        #define NID_SHA1 64
        #define LIB_EVP 6
        #define INVALID_DIGEST 152
        extern int EVP_MD_get_type(const void *md);
        extern void ERR_new(void);
        extern void ERR_set_error(int library, int reason, const char *format, ...);
        int EVP_PKEY_CTX_set_signature_md(void *context, const void *md)
        {
            if (md != NULL && EVP_MD_get_type(md) == NID_SHA1) {
                ERR_new();
                ERR_set_error(LIB_EVP, INVALID_DIGEST, NULL);
                return -1;
            }
            int (*next)(void *, const void *) = (int (*)(void *, const void *))dlsym(RTLD_NEXT, "EVP_PKEY_CTX_set_signature_md");
            return next(context, md);
        }
        """;

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
        RequireLinux();
        using var folder = new TemporaryFolder();
        var source = Path.Combine(folder.Path, "sha1-policy.c");
        await File.WriteAllTextAsync(source, Sha1PolicySource);
        await RunAsync(
            Require.Program("cc"),
            ["-shared", "-fPIC", "-o", Path.Combine(folder.Path, "libssl.so.sha1policy"), source, "-Wl,--no-as-needed", "-l:libssl.so.3", "-l:libcrypto.so.3", "-ldl"],
            []);

        var answers = await ProbeAsync(new()
        {
            ["LD_LIBRARY_PATH"] = folder.Path,
            ["DOTNET_OPENSSL_VERSION_OVERRIDE"] = "sha1policy",
            ["CLR_OPENSSL_VERSION_OVERRIDE"] = "sha1policy",
        });

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
        RequireLinux();
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

    private static void RequireLinux() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "OpenSSL is the platform's RSA on Linux only");

    private static async Task<Dictionary<string, string>> ProbeAsync(Dictionary<string, string> environment)
    {
        var assembly = typeof(HostProbe).Assembly.Location;
        environment[HostProbe.Variable] = "1";
        environment["DOTNET_STARTUP_HOOKS"] = assembly;
        var output = await RunAsync(DotnetPath(), [assembly], environment);
        return output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(" = ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }

    private static string DotnetPath() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : Require.Program("dotnet");

    private static async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
