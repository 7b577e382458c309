using System.CommandLine;
using System.Security.Cryptography;
using Illow.AspNetCore.Testing;
using Illow.AspNetCore.Testing.Deliveries;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Sends signed deliveries: one, or many at once.</summary>
internal sealed class SendCommand
{
    private readonly Argument<string> _event = new("event") { Description = "The event, such as dsr.created" };
    private readonly Option<Uri> _url = SharedOptions.Url();
    private readonly Option<string> _key = SharedOptions.PrivateKey();
    private readonly Option<string> _data = new("--data", "-d") { Description = "File of the metadata as JSON; - for the standard input", HelpName = "FILE" };
    private readonly Option<string[]> _set = new("--set") { Description = "Sets a member of the metadata: name=text or name:=json", HelpName = "NAME=VALUE" };
    private readonly Option<int> _count = SharedOptions.Positive(new("--count", "-n") { Description = "How many deliveries, each with an idempotency key of its own", HelpName = "N", DefaultValueFactory = _ => 1 });
    private readonly Option<int> _concurrency = SharedOptions.Positive(new("--concurrency", "-c") { Description = "How many at a time", HelpName = "M", DefaultValueFactory = _ => 1 });
    private readonly Option<string> _companyId = new("--company-id") { Description = "The envelope's companyId", HelpName = "ID", DefaultValueFactory = _ => IllowFixtures.CompanyId };
    private readonly Option<string> _siteId = new("--site-id") { Description = "The envelope's siteId", HelpName = "ID", DefaultValueFactory = _ => IllowFixtures.SiteId };
    private readonly Option<string> _idempotencyKey = new("--idempotency-key") { Description = "The envelope's idempotencyKey; with --count, that of all", HelpName = "KEY" };
    private readonly Option<bool> _asIllow = new("--as-illow") { Description = "Leave the event's name out of the body, as illow does: the endpoint must tell it by key or URL" };
    private readonly Option<string> _eventProperty = new("--event-property") { Description = "The member that names the event", HelpName = "NAME", DefaultValueFactory = _ => "event" };
    private readonly Option<string> _header = SharedOptions.Header();
    private readonly Option<string> _hash = SharedOptions.Hash();
    private readonly Option<int> _timeout = SharedOptions.Seconds();

    private SendCommand() => _event.CompletionSources.Add("dsr.created");

    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var send = new SendCommand();
        var command = new Command("send", "Sends signed deliveries to an endpoint, as illow does")
        {
            send._event, send._url, send._key, send._data, send._set, send._count, send._concurrency, send._companyId, send._siteId,
            send._idempotencyKey, send._asIllow, send._eventProperty, send._header, send._hash, send._timeout,
        };
        command.SetAction((result, cancellationToken) => send.RunAsync(host, result, result.GetValue(json), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ToolHost host, ParseResult result, bool json, CancellationToken cancellationToken)
    {
        using var key = await InputFile.ReadPrivateKeyAsync(host, result.GetRequiredValue(_key), cancellationToken);
        var data = result.GetValue(_data) is { } path ? await InputFile.ReadAsync(host, path, cancellationToken) : null;
        var eventName = result.GetRequiredValue(_event);
        var metadata = MetadataText.Build(eventName, data, result.GetValue(_set) ?? []);
        var count = result.GetValue(_count);
        using var sender = new Sender(host.Time, TimeSpan.FromSeconds(result.GetValue(_timeout)), result.GetValue(_concurrency));
        var envelope = new EnvelopeText(
            result.GetRequiredValue(_companyId),
            result.GetRequiredValue(_siteId),
            result.GetValue(_idempotencyKey) ?? "",
            eventName,
            result.GetValue(_asIllow) ? null : result.GetRequiredValue(_eventProperty),
            metadata);
        var url = result.GetRequiredValue(_url);
        var header = result.GetRequiredValue(_header);
        var hash = SharedOptions.HashOf(result, _hash).Name;
        var report = await ProgressBar.WhileAsync(host, count, finishedOne =>
            sender.SendAsync(count, _ => Request(url, header, key, hash, envelope), finishedOne, cancellationToken));
        return Finish(host, report, json);
    }

    internal static int Finish(ToolHost host, SendReport report, bool json)
    {
        if (json)
        {
            JsonOutput.Write(host.Output, report);
        }
        else
        {
            SendReportView.Write(host.Console, report);
        }

        return report.ExitCode;
    }

    private static OutgoingRequest Request(Uri url, string header, IllowTestKey key, HashAlgorithmName hash, EnvelopeText envelope)
    {
        var own = envelope.IdempotencyKey.Length > 0 ? envelope : envelope with { IdempotencyKey = Guid.NewGuid().ToString() };
        var body = EnvelopeWriter.Write(own);
        return new OutgoingRequest(url, body, [new("Content-Type", "application/json"), new("Accept", "*/*"), new(header, key.Sign(body, hash))]);
    }
}
