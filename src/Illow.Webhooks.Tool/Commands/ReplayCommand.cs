using System.CommandLine;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Sends recorded deliveries again, byte by byte, with their own signature or a new one.</summary>
internal static class ReplayCommand
{
    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var files = new Argument<string[]>("files")
        {
            Description = ".http or .har files, folders of them, or patterns such as 'recordings/2026*.http'",
            Arity = ArgumentArity.OneOrMore,
        };
        var url = SharedOptions.Url();
        var key = SharedOptions.PrivateKey("File of a private key to sign anew with; without it the recorded signatures are sent");
        var eventProperty = SharedOptions.EventProperty();
        var header = SharedOptions.Header();
        var hash = SharedOptions.Hash();
        var timeout = SharedOptions.Seconds();
        var acceptUntrusted = SharedOptions.AcceptUntrusted();
        var command = new Command("replay", "Sends recorded deliveries again, byte by byte")
        {
            files, url, key, eventProperty, header, hash, timeout, acceptUntrusted,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var target = SharedOptions.UrlOf(host, result, url);
            using var pair = result.GetValue(key) is { } path ? await InputFile.ReadPrivateKeyAsync(host, path, cancellationToken) : null;
            var name = SharedOptions.ValueOf(result, header, host.Project.Header);
            var member = SharedOptions.ValueOf(result, eventProperty, host.Project.EventProperty);
            var algorithm = SharedOptions.HashOf(host, result, hash);
            var recorded = RecordedRequests.Read(result.GetRequiredValue(files));
            var deliveries = recorded.Where(request => request.IsPost && (pair is not null || request.Header(name) is not null)).ToList();
            if (deliveries.Count == 0)
            {
                throw new ToolException($"none of the {recorded.Count} recorded requests is a POST with the header {name}");
            }

            if (deliveries.Count < recorded.Count)
            {
                await host.Error.WriteLineAsync(
                    $"{recorded.Count - deliveries.Count} of {recorded.Count} recorded requests are not deliveries and were left out");
            }

            using var sender = SharedOptions.SenderOf(host, result, timeout, acceptUntrusted, target);
            var report = await sender.SendAsync(deliveries.Count, Prepare, () => { }, cancellationToken);
            return SendCommand.Finish(host, report, result.GetValue(json));

            PreparedRequest Prepare(int i) => deliveries[i].To(
                target, name, pair?.Sign(deliveries[i].Body, algorithm), EnvelopeSummary.Read(deliveries[i].Body, member));
        });
        return command;
    }
}
