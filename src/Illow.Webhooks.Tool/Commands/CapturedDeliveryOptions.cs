using System.CommandLine;
using Illow.Webhooks.Tool.Doctor;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>The options that describe a captured delivery.</summary>
internal sealed class CapturedDeliveryOptions(bool required)
{
    internal Option<string> Body { get; } = SharedOptions.Body(required);

    internal Option<string[]> Signature { get; } = new("--signature", "-s")
    {
        Description = "The signature header's value, or @FILE; several times for several headers",
        HelpName = "TEXT",
        Required = required,
    };

    internal Option<string[]> Key { get; } = new("--key", "-k") { Description = "File of the webhook's public key; several times for several keys", HelpName = "FILE", Required = required };

    internal Option<string[]> OtherKey { get; } = new("--other-key") { Description = "File of another webhook's public key, to recognise it", HelpName = "FILE" };

    internal Option<string> Hash { get; } = SharedOptions.Hash();

    internal void AddTo(Command command)
    {
        command.Add(Body);
        command.Add(Signature);
        command.Add(Key);
        command.Add(OtherKey);
        command.Add(Hash);
    }

    internal async Task ExamineAsync(ToolHost host, ParseResult result, List<Finding> findings, CancellationToken cancellationToken)
    {
        var keys = await ReadKeysAsync(host, result.GetValue(Key), findings, cancellationToken);
        var otherKeys = await ReadKeysAsync(host, result.GetValue(OtherKey), findings, cancellationToken);
        var body = await InputFile.ReadAsync(host, result.GetValue(Body)!, cancellationToken);
        var header = await ReadHeaderAsync(host, result.GetValue(Signature), cancellationToken);
        SignatureDoctor.Examine(keys, otherKeys, body, header, SharedOptions.HashOf(result, Hash), findings);
    }

    private static async Task<List<IllowPublicKey>> ReadKeysAsync(ToolHost host, string[]? paths, List<Finding> findings, CancellationToken cancellationToken)
    {
        var keys = new List<IllowPublicKey>();
        foreach (var path in paths ?? [])
        {
            var text = await InputFile.ReadTextAsync(host, path, cancellationToken);
            if (KeyReader.Read(text, $"key {Path.GetFileName(path)}", findings) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private static async Task<string?> ReadHeaderAsync(ToolHost host, string[]? values, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        foreach (var value in values ?? [])
        {
            // A file's last line break is the editor's
            texts.Add(value.StartsWith('@') ? (await InputFile.ReadTextAsync(host, value[1..], cancellationToken)).TrimEnd('\r', '\n') : value);
        }

        return texts.Count == 0 ? null : string.Join(',', texts);
    }
}
