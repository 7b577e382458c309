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
    private readonly KestrelClient _client;
    private readonly byte[] _request;
    private readonly int _status;

    private GuardedHost(WebApplication app, KestrelClient client, byte[] request, int status)
    {
        _app = app;
        _client = client;
        _request = request;
        _status = status;
    }

    internal static async Task<GuardedHost> StartAsync(byte[] request, int status, Action<WebApplicationBuilder> add, Action<WebApplication> map)
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
        return new GuardedHost(app, transport.Connect(), request, status);
    }

    /// <summary>Sends until the JIT has settled.</summary>
    internal async Task WarmUpAsync(int count)
    {
        for (var tier = 0; tier < 3; tier++)
        {
            await SendAsync(count);
            await Task.Delay(150);
        }
    }

    /// <summary>The time of one request in nanoseconds, over that many in a row.</summary>
    internal async Task<double> TimeAsync(int count)
    {
        var began = Stopwatch.GetTimestamp();
        await SendAsync(count);
        return Stopwatch.GetElapsedTime(began).TotalNanoseconds / count;
    }

    /// <summary>What one request allocates in bytes, sender included. All of it is on this thread: the transport's pipes run inline.</summary>
    internal async Task<long> AllocateAsync(int count)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        await SendAsync(count);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / count;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var status = await _client.SendAsync(_request);
            if (status != _status)
            {
                throw new InvalidOperationException($"The answer is {status} and not {_status}.");
            }
        }
    }
}
