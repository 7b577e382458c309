using System.CommandLine;
using System.Text;
using Illow.AspNetCore.Testing;
using Illow.Webhooks.Tool.Rendering;
using Spectre.Console;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Makes a key pair for tests. The private half goes into a file that only its owner may read, and nowhere else.</summary>
internal static class KeygenCommand
{
    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var prefix = SharedOptions.NotBlank(new("--out", "-o")
        {
            Description = "Beginning of the two files' names",
            HelpName = "PREFIX",
            DefaultValueFactory = _ => "illow-test",
        });
        var size = new Option<int>("--size")
        {
            Description = "Length of the key in bits",
            HelpName = "BITS",
            DefaultValueFactory = _ => 2048,
        };
        size.AcceptOnlyFromAmong("2048", "3072", "4096");
        var force = new Option<bool>("--force", "-f") { Description = "Replace existing files" };
        var command = new Command("keygen", "Makes a key pair for tests: PREFIX.private.pem and PREFIX.public.pem") { prefix, size, force };
        command.SetAction((result, cancellationToken) => RunAsync(
            host,
            result.GetRequiredValue(prefix),
            result.GetValue(size),
            result.GetValue(force),
            result.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ToolHost host,
        string prefix,
        int size,
        bool force,
        bool json,
        CancellationToken cancellationToken)
    {
        var (privateFile, publicFile) = (prefix + ".private.pem", prefix + ".public.pem");
        if (!force && new[] { privateFile, publicFile }.FirstOrDefault(File.Exists) is { } existing)
        {
            throw new ToolException($"{existing} exists; --force replaces it");
        }

        using var key = new IllowTestKey(size);
        await using (var file = PrivateFile.Create(privateFile, force))
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes(key.PrivateKeyPem + "\n"), cancellationToken);
        }

        await File.WriteAllTextAsync(publicFile, key.PublicKeyPem + "\n", cancellationToken);
        var fingerprint = IllowPublicKey.Parse(key.PublicKeyPem, size).Fingerprint;
        if (json)
        {
            JsonOutput.Write(
                host.Output,
                new { privateKeyFile = privateFile, publicKeyFile = publicFile, bits = size, fingerprint });
            return ExitCode.Success;
        }

        host.Console.MarkupLineInterpolated(
            $"private key  {privateFile}  (for signing; only you can read it, keep it out of the repository)");
        host.Console.MarkupLineInterpolated($"public key   {publicFile}  ({fingerprint})");
        host.Console.MarkupLineInterpolated($"setting      Illow__PublicKeyFile={Path.GetFullPath(publicFile)}");
        return ExitCode.Success;
    }
}
