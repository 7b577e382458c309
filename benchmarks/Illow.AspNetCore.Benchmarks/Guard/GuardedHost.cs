using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Benchmarks.Guard;

/// <summary>One host on a <see cref="KestrelPipe"/>, with the one request that is sent to it again and again.</summary>
internal sealed class GuardedHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly KestrelPipe _transport;
    private readonly KestrelClient _client;
    private readonly byte[] _request;
    private readonly int _status;

    private GuardedHost(WebApplication app, KestrelPipe transport, byte[] request, int status)
    {
        _app = app;
        _transport = transport;
        _client = transport.Connect();
        _request = request;
        _status = status;
    }

    internal static async Task<GuardedHost> StartAsync(
        byte[] request, int status, Action<WebApplicationBuilder> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var transport = new KestrelPipe();
        builder.Services.AddSingleton<IConnectionListenerFactory>(transport);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(5000));
        add(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new GuardedHost(app, transport, request, status);
    }

    /// <summary>Sends until the JIT has settled.</summary>
    internal async Task WarmUpAsync(int count)
    {
        for (var tier = 0; tier < 3; tier++)
        {
            await SendAsync(_client, count);
            await Task.Delay(150);
        }
    }

    /// <summary>The time of one request in nanoseconds, over that many in a row.</summary>
    internal async Task<double> TimeAsync(int count)
    {
        var began = Stopwatch.GetTimestamp();
        await SendAsync(_client, count);
        return Stopwatch.GetElapsedTime(began).TotalNanoseconds / count;
    }

    /// <summary>What one request allocates in bytes, sender included; all of it on this thread, since the pipes run inline.</summary>
    internal async Task<long> AllocateAsync(int count)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        await SendAsync(_client, count);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / count;
    }

    /// <summary>Requests a second of that many threads at once, each with a connection and that many requests of its own.</summary>
    internal async Task<double> ThroughputAsync(int threads, int count)
    {
        var clients = Enumerable.Range(0, threads).Select(_ => _transport.Connect()).ToArray();
        foreach (var client in clients)
        {
            await SendAsync(client, 100);
        }

        // Off the stack of the server, which runs inline and must not be held while threads are waited for
        await Task.Yield();
        var began = Stopwatch.GetTimestamp();
        var running = clients.Select(client => new Thread(() => SendAsync(client, count).GetAwaiter().GetResult())).ToList();
        running.ForEach(thread => thread.Start());
        running.ForEach(thread => thread.Join());
        return threads * count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task SendAsync(KestrelClient client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var status = await client.SendAsync(_request);
            if (status != _status)
            {
                throw new InvalidOperationException($"The answer is {status} and not {_status}.");
            }
        }
    }
}
