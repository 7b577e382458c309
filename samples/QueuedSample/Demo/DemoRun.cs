using System.Diagnostics;
using Illow.AspNetCore.Testing;

namespace QueuedSample.Demo;

/// <summary>Sends three events, kills the receiver while it handles one, starts it again and sees that every event is handled.</summary>
internal static class DemoRun
{
    internal const string ReceiverSwitch = "--receiver";
    internal const string ListeningLine = "listening at ";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    internal static async Task<int> PlayAsync(string[] args)
    {
        var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
        var (queue, storage) = (settings["Queue"] ?? "Wolverine", settings["Storage"] ?? "Sqlite");
        if (queue is not ("Wolverine" or "Hangfire")
            || storage is not ("Sqlite" or "Postgres")
            || (queue, storage) is ("Hangfire", "Sqlite"))
        {
            Console.Error.WriteLine(
                "Use --Queue=Wolverine with --Storage=Sqlite or Postgres, or --Queue=Hangfire with --Storage=Postgres.");
            return 2;
        }

        var connection = settings["ConnectionString"];
        if (storage == "Postgres" && connection is null)
        {
            Console.Error.WriteLine("--Storage=Postgres needs --ConnectionString=\"Host=…;Username=…;Database=…\".");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("illow-queued-sample-");
        try
        {
            using var key = new IllowTestKey();
            string[] arguments =
            [
                $"--Illow:PublicKey={key.PublicKeyPem}",
                $"--ConnectionStrings:Cases=Data Source={Path.Combine(folder.FullName, "cases.db")}",
                $"--ConnectionStrings:Queue={connection ?? $"Data Source={Path.Combine(folder.FullName, "queue.db")}"}",
                // The claim of the killed process holds until its lease ends
                "--Illow:Idempotency:Lease=00:00:05",
                $"--Queue={queue}",
                $"--Storage={storage}",
            ];
            Console.WriteLine($"Queue: {queue} on {storage}.");
            return await PlayAsync(new ReceiverProcess(arguments), key);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> PlayAsync(ReceiverProcess receiver, IllowTestKey key)
    {
        await using var ending = receiver;
        var address = await receiver.StartAsync();
        Console.WriteLine("Sending three events:");
        await SendAsync(address, key, "dsr.created", new { id = "dsr-1", legislation = "GDPR" });
        await SendAsync(address, key, "dsr.updated", new { });
        await SendAsync(address, key, "consent.updated", new { });

        await receiver.WritesAsync("opening case", Timeout);
        Console.WriteLine("Killing the receiver in the middle of it, and starting it again:");
        await receiver.KillAsync();
        await receiver.StartAsync();

        foreach (var done in new[] { "is open", "is updated", "is noted" })
        {
            await receiver.WritesAsync(done, Timeout);
        }

        Console.WriteLine("Three of three events were handled. Nothing was lost.");
        return 0;
    }

    private static async Task SendAsync(Uri address, IllowTestKey key, string @event, object metadata)
    {
        using var client = new HttpClient { BaseAddress = address };
        var started = Stopwatch.GetTimestamp();
        using var response = await client.PostIllowWebhookAsync(@event, metadata, new IllowDeliveryOptions { Key = key, NameEvent = true });
        var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        Console.WriteLine($"  {@event,-16} {(int)response.StatusCode} {response.ReasonPhrase} after {milliseconds:0} ms");
        response.EnsureSuccessStatusCode();
    }
}
