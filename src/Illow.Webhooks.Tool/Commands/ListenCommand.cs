using System.CommandLine;
using Illow.Webhooks.Tool.Listening;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Takes deliveries on loopback, records and forwards them, until Ctrl+C or the given count.</summary>
internal sealed class ListenCommand
{
    private readonly Option<int> _port = SharedOptions.Between(0, 65535, new("--port", "-p")
    {
        Description = "The port on loopback; 0 for a free one",
        HelpName = "PORT",
        DefaultValueFactory = _ => 5081,
    });

    private readonly Option<Uri> _forwardTo = new("--forward-to")
    {
        Description = "Where to forward deliveries to; without a path, to the path that was called",
        HelpName = "URL",
        CustomParser = SharedOptions.ParseUrl,
    };

    private readonly Option<string[]> _key = new("--key", "-k")
    {
        Description = "File of the webhook's public key, to verify deliveries with; several times for several keys",
        HelpName = "FILE",
    };

    private readonly Option<string> _folder = SharedOptions.NotBlank(new("--out", "-o")
    {
        Description = "The folder for the recordings",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "illow-recordings",
    });

    private readonly Option<int> _answer = SharedOptions.Between(200, 599, new("--answer")
    {
        Description = "The status to answer where nothing is forwarded",
        HelpName = "STATUS",
        DefaultValueFactory = _ => 204,
    });

    private readonly Option<int> _count = SharedOptions.Positive(new("--count", "-n")
    {
        Description = "End after so many deliveries",
        HelpName = "N",
    });

    private readonly Option<string> _eventProperty = SharedOptions.EventProperty();
    private readonly Option<string> _header = SharedOptions.Header();
    private readonly Option<string> _hash = SharedOptions.Hash();
    private readonly Option<int> _timeout = SharedOptions.Seconds();
    private readonly Option<bool> _acceptUntrusted = SharedOptions.AcceptUntrusted();

    private ListenCommand()
    {
    }

    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var listen = new ListenCommand();
        var command = new Command("listen", "Records deliveries to files and forwards them, byte by byte")
        {
            listen._port, listen._forwardTo, listen._key, listen._folder, listen._answer, listen._count, listen._eventProperty,
            listen._header, listen._hash, listen._timeout, listen._acceptUntrusted,
        };
        command.SetAction((result, cancellationToken) => listen.RunAsync(host, result, result.GetValue(json), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ToolHost host, ParseResult result, bool json, CancellationToken cancellationToken)
    {
        var forwardTo = result.GetValue(_forwardTo) ?? host.Project.ForwardTo;
        var folder = result.GetRequiredValue(_folder);
        using var sender = SharedOptions.SenderOf(host, result, _timeout, _acceptUntrusted, forwardTo, concurrency: 100);
        var options = new ListenerOptions(
            new RecordingWriter(folder, host.Time),
            await ReaderAsync(host, result, cancellationToken),
            sender,
            forwardTo is null ? null : new ForwardTarget(forwardTo),
            result.GetValue(_answer),
            host.Time);
        var (last, seen) = (result.GetValue(_count), 0);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = new Listener(options, delivery =>
        {
            Report(host, delivery, json);
            if (!delivery.Again && Interlocked.Increment(ref seen) == last)
            {
                done.TrySetResult();
            }
        });
        await using var app = await listener.StartAsync(result.GetValue(_port), cancellationToken);
        await host.Error.WriteLineAsync($"listening on {app.Urls.First()}, recording to {folder}; the files hold personal data");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keys = ObeyKeysAsync(host, listener, ending.Token);
        try
        {
            await done.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            await keys;
            await app.StopAsync(CancellationToken.None);
        }

        return ExitCode.Success;
    }

    private async Task<DeliveryReader> ReaderAsync(ToolHost host, ParseResult result, CancellationToken cancellationToken)
    {
        var paths = result.GetValue(_key) is { Length: > 0 } given ? given : host.Project.PublicKey is { } own ? [own] : [];
        return new DeliveryReader(
            await KeyFiles.ReadAllAsync(host, paths, cancellationToken),
            SharedOptions.ValueOf(result, _header, host.Project.Header),
            SharedOptions.HashOf(host, result, _hash),
            SharedOptions.ValueOf(result, _eventProperty, host.Project.EventProperty));
    }

    // "r" sends the last delivery again
    private static async Task ObeyKeysAsync(ToolHost host, Listener listener, CancellationToken cancellationToken)
    {
        if (host.KeyPresses is not { } presses)
        {
            return;
        }

        try
        {
            await host.Error.WriteLineAsync("r sends the last delivery again, Ctrl+C ends");
            await foreach (var key in presses.WithCancellation(cancellationToken))
            {
                if (key is 'r' or 'R' && !await listener.SendLastAgainAsync(cancellationToken))
                {
                    await host.Error.WriteLineAsync("there is nothing to send again: no delivery has been forwarded yet");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The command ends
        }
    }

    private static void Report(ToolHost host, ListenedDelivery delivery, bool json)
    {
        lock (host)
        {
            if (json)
            {
                JsonOutput.WriteLine(host.Output, delivery);
            }
            else
            {
                ListenView.Write(host.Output, delivery);
            }
        }
    }
}
