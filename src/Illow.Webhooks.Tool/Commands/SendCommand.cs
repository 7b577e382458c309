using System.CommandLine;
using System.Text.Json;
using Illow.AspNetCore.Testing;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Sends signed deliveries: one, or many at once. Or shows what it would send.</summary>
internal sealed class SendCommand
{
    private const string Curl = "curl";

    private readonly Argument<string> _event = new("event") { Description = "The event, such as dsr.created" };
    private readonly Option<Uri> _url = SharedOptions.Url();
    private readonly Option<string> _key = SharedOptions.PrivateKey();

    private readonly Option<string> _data = new("--data", "-d")
    {
        Description = "File of the metadata as JSON, sent as it is; - for the standard input",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Sets a member of the metadata: name=text or name:=json",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<int> _count = SharedOptions.Positive(new("--count", "-n")
    {
        Description = "How many deliveries, each with its own idempotency key",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    });

    private readonly Option<int> _concurrency = SharedOptions.Positive(new("--concurrency", "-c")
    {
        Description = "How many at a time",
        HelpName = "M",
        DefaultValueFactory = _ => 1,
    });

    private readonly Option<string> _companyId = SharedOptions.NotBlank(new("--company-id")
    {
        Description = "The envelope's companyId",
        HelpName = "ID",
        DefaultValueFactory = _ => IllowFixtures.CompanyId,
    });

    private readonly Option<string> _siteId = SharedOptions.NotBlank(new("--site-id")
    {
        Description = "The envelope's siteId",
        HelpName = "ID",
        DefaultValueFactory = _ => IllowFixtures.SiteId,
    });

    private readonly Option<string> _idempotencyKey = SharedOptions.NotBlank(new("--idempotency-key")
    {
        Description = "The envelope's idempotencyKey; sent twice, the second delivery is a repetition",
        HelpName = "KEY",
    });

    private readonly Option<bool> _asIllow = new("--as-illow")
    {
        Description = "Leave the event's name out of the body, as illow does: the endpoint determines it by key or URL",
    };

    private readonly Option<string> _eventProperty = SharedOptions.EventProperty();

    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Show each request and answer on the error stream, signature and metadata included",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the delivery, and send nothing" };

    private readonly Option<string> _print = new Option<string>("--print")
    {
        Description = "Write the delivery as a command of a POSIX shell, and send nothing",
        HelpName = Curl,
    }.AcceptOnlyFromAmong(Curl);

    private readonly Option<string> _header = SharedOptions.Header();
    private readonly Option<string> _hash = SharedOptions.Hash();
    private readonly Option<int> _timeout = SharedOptions.Seconds();
    private readonly Option<bool> _acceptUntrusted = SharedOptions.AcceptUntrusted();

    private SendCommand()
    {
        _event.CompletionSources.Add([.. SampleEvents.Names]);
        _event.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && string.IsNullOrWhiteSpace(result.Tokens[0].Value))
            {
                result.AddError($"The event's name is empty: give one, such as {SampleEvents.Names.First()}.");
            }
        });
    }

    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var send = new SendCommand();
        var command = new Command("send", "Sends signed deliveries to an endpoint, as illow does")
        {
            send._event, send._url, send._key, send._data, send._set, send._count, send._concurrency, send._companyId, send._siteId,
            send._idempotencyKey, send._asIllow, send._eventProperty, send._verbose, send._dryRun, send._print, send._header, send._hash,
            send._timeout, send._acceptUntrusted,
        };
        command.SetAction((result, cancellationToken) => send.RunAsync(host, result, result.GetValue(json), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ToolHost host, ParseResult result, bool json, CancellationToken cancellationToken)
    {
        var url = SharedOptions.UrlOf(host, result, _url);
        using var key = await InputFile.ReadPrivateKeyAsync(host, SharedOptions.PrivateKeyOf(host, result, _key), cancellationToken);
        var data = result.GetValue(_data) is { } path ? await InputFile.ReadTextAsync(host, path, cancellationToken) : null;
        var make = Deliveries(host, result, url, key, data);
        var count = result.GetValue(_count);
        if (result.GetValue(_dryRun) || result.GetValue(_print) is not null)
        {
            for (var i = 0; i < count; i++)
            {
                Show(host, make(), result.GetValue(_print), json);
            }

            return ExitCode.Success;
        }

        var verbose = result.GetValue(_verbose);
        using var sender = SharedOptions.SenderOf(
            host, result, _timeout, _acceptUntrusted, url, result.GetValue(_concurrency), verbose ? new VerboseView(host.Error) : null);
        var report = await ProgressBar.WhileAsync(
            host, count, finishedOne => sender.SendAsync(count, _ => make(), finishedOne, cancellationToken));
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

    private Func<PreparedRequest> Deliveries(ToolHost host, ParseResult result, Uri url, IllowTestKey key, string? data)
    {
        var eventName = result.GetRequiredValue(_event);
        var fixedKey = result.GetValue(_idempotencyKey);
        var settings = result.GetValue(_set) ?? [];
        var options = new IllowDeliveryOptions
        {
            Key = key,
            Path = url.OriginalString,
            CompanyId = SharedOptions.ValueOf(result, _companyId, host.Project.CompanyId),
            SiteId = SharedOptions.ValueOf(result, _siteId, host.Project.SiteId),
            NameEvent = !result.GetValue(_asIllow),
            EventProperty = SharedOptions.ValueOf(result, _eventProperty, host.Project.EventProperty),
            SignatureHeader = SharedOptions.ValueOf(result, _header, host.Project.Header),
            HashAlgorithm = SharedOptions.HashOf(host, result, _hash),
        };
        _ = IllowPublicKey.TryParse(key.PublicKeyPem, IllowPublicKey.SmallestKeySize, out var publicKey, out _);
        return () =>
        {
            var idempotencyKey = fixedKey ?? Guid.NewGuid().ToString();

            // Made from the key, so that the same key has the same metadata and is a repetition
            JsonElement metadata = MetadataText.Build(data ?? SampleEvents.MetadataOf(eventName, idempotencyKey), settings);
            var delivery = IllowDelivery.Create(eventName, metadata, options with { IdempotencyKey = idempotencyKey });
            KeyValuePair<string, string>[] headers =
                [new("Content-Type", "application/json"), new("Accept", "*/*"), new(delivery.SignatureHeader, delivery.Signature)];
            return new PreparedRequest(
                HttpMethod.Post, url, headers, delivery.Body.ToArray(), eventName, delivery.IdempotencyKey, publicKey?.Fingerprint);
        };
    }

    private static void Show(ToolHost host, PreparedRequest request, string? print, bool json)
    {
        if (json)
        {
            JsonOutput.WriteLine(host.Output, RequestText.Describe(request));
        }
        else
        {
            host.Output.WriteLine(print == Curl ? RequestText.AsCurl(request) : RequestText.AsHttp(request));
        }
    }
}
