using System.CommandLine;
using Illow.AspNetCore.Testing;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Sends recorded deliveries again, byte by byte, with their own signature or a new one.</summary>
internal static class ReplayCommand
{
    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var file = new Argument<string>("file") { Description = "A .har or .http file; listen writes the latter" };
        var url = SharedOptions.Url();
        var key = SharedOptions.PrivateKey(required: false);
        key.Description = "File of a private key to sign anew with; without it the recorded signatures are sent";
        var header = SharedOptions.Header();
        var hash = SharedOptions.Hash();
        var timeout = SharedOptions.Seconds();
        var command = new Command("replay", "Sends recorded deliveries again, byte by byte") { file, url, key, header, hash, timeout };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var pair = result.GetValue(key) is { } path ? await InputFile.ReadPrivateKeyAsync(host, path, cancellationToken) : null;
            var name = result.GetRequiredValue(header);
            var recorded = RecordedRequests.Read(result.GetRequiredValue(file));
            var deliveries = recorded.Where(request => request.IsPost && (pair is not null || request.Header(name) is not null)).ToList();
            if (deliveries.Count == 0)
            {
                throw new ToolException($"none of the {recorded.Count} recorded requests is a POST with the header {name}");
            }

            if (deliveries.Count < recorded.Count)
            {
                await host.Error.WriteLineAsync($"{recorded.Count - deliveries.Count} of {recorded.Count} recorded requests are no deliveries and were left out");
            }

            using var sender = new Sender(host.Time, TimeSpan.FromSeconds(result.GetValue(timeout)), concurrency: 1);
            var target = result.GetRequiredValue(url);
            var algorithm = SharedOptions.HashOf(result, hash).Name;
            var report = await sender.SendAsync(
                deliveries.Count,
                i => deliveries[i].To(target, name, pair?.Sign(deliveries[i].Body, algorithm)),
                () => { },
                cancellationToken);
            return SendCommand.Finish(host, report, result.GetValue(json));
        });
        return command;
    }
}
