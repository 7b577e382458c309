using System.CommandLine;
using System.Globalization;
using Illow.Webhooks.Tool.Listening;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Takes deliveries on loopback, records them and hands them on, until Ctrl+C or the given count.</summary>
internal static class ListenCommand
{
    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var port = new Option<int>("--port", "-p") { Description = "The port on loopback; 0 for a free one", HelpName = "PORT", DefaultValueFactory = _ => 5081 };
        port.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) && value is < 0 or > 65535)
            {
                result.AddError("--port has to be between 0 and 65535.");
            }
        });
        var forward = new Option<Uri>("--forward-to") { Description = "Where to hand deliveries on; without a path, to the path that was called", HelpName = "URL", CustomParser = SharedOptions.ParseUrl };
        var folder = new Option<string>("--out", "-o") { Description = "The folder for the recordings", HelpName = "FOLDER", DefaultValueFactory = _ => "illow-recordings" };
        var answer = new Option<int>("--answer") { Description = "The status to answer where nothing is handed on", HelpName = "STATUS", DefaultValueFactory = _ => 204 };
        var count = SharedOptions.Positive(new("--count", "-n") { Description = "End after so many deliveries", HelpName = "N" });
        var timeout = SharedOptions.Seconds();
        var command = new Command("listen", "Records deliveries to files and hands them on, byte by byte") { port, forward, folder, answer, count, timeout };
        command.SetAction(async (result, cancellationToken) =>
        {
            var asJson = result.GetValue(json);
            var last = result.GetValue(count);
            var seen = 0;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var sender = new Sender(host.Time, TimeSpan.FromSeconds(result.GetValue(timeout)), concurrency: 100);
            var listener = new Listener(
                new DeliveryRecorder(result.GetRequiredValue(folder), host.Time), sender.Client, result.GetValue(forward), result.GetValue(answer), delivery =>
                {
                    Report(host, delivery, asJson);
                    if (Interlocked.Increment(ref seen) == last)
                    {
                        done.TrySetResult();
                    }
                });
            await using var app = await listener.StartAsync(result.GetValue(port), cancellationToken);
            await host.Error.WriteLineAsync($"listening on {app.Urls.First()}, recording to {result.GetValue(folder)}; the files hold personal data");
            try
            {
                await done.Task.WaitAsync(cancellationToken);
            }
            finally
            {
                await app.StopAsync(CancellationToken.None);
            }

            return ExitCode.Success;
        });
        return command;
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
                host.Output.WriteLine($"{delivery.Status}  {delivery.Method} {delivery.Path}  {delivery.Bytes} bytes  {delivery.File}");
            }
        }
    }
}
