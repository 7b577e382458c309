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

    internal Option<string[]> Key { get; } = new("--key", "-k")
    {
        Description = "File of the webhook's public key; several times for several keys",
        HelpName = "FILE",
    };

    internal Option<string[]> OtherKey { get; } = new("--other-key")
    {
        Description = "File of another webhook's public key, to recognise it",
        HelpName = "FILE",
    };

    internal Option<string> EventProperty { get; } = SharedOptions.EventProperty();

    internal Option<string> Hash { get; } = SharedOptions.Hash();

    internal void AddTo(Command command)
    {
        command.Add(Body);
        command.Add(Signature);
        command.Add(Key);
        command.Add(OtherKey);
        command.Add(EventProperty);
        command.Add(Hash);
    }

    internal async Task ExamineAsync(ToolHost host, ParseResult result, List<Finding> findings, CancellationToken cancellationToken)
    {
        var paths = result.GetValue(Key) is { Length: > 0 } given ? given
            : host.Project.PublicKey is { } own ? [own]
            : throw new ToolException($"--key is missing: give it, or write \"publicKey\" into {ProjectSettings.FileName}");
        var keys = await KeyFiles.ReadAsync(host, paths, findings, cancellationToken);
        var otherKeys = await KeyFiles.ReadAsync(host, result.GetValue(OtherKey) ?? [], findings, cancellationToken);
        var body = await InputFile.ReadAsync(host, result.GetValue(Body)!, cancellationToken);
        var captured = new CapturedDelivery(
            body, await ReadHeaderAsync(host, result.GetValue(Signature), cancellationToken), SharedOptions.HashOf(host, result, Hash));
        var eventProperty = SharedOptions.ValueOf(result, EventProperty, host.Project.EventProperty);
        new SignatureDoctor(keys, otherKeys, eventProperty, findings).Examine(captured);
    }

    private static async Task<string?> ReadHeaderAsync(ToolHost host, string[]? values, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        foreach (var value in values ?? [])
        {
            // A file's last line break is the editor's
            texts.Add(value.StartsWith('@')
                ? (await InputFile.ReadTextAsync(host, value[1..], cancellationToken)).TrimEnd('\r', '\n')
                : value);
        }

        return texts.Count == 0 ? null : string.Join(',', texts);
    }
}
