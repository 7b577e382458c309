using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Inspector.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Tests.Recording;

/// <summary>Alone, since it looks at the memory of the whole process.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void Record_10000MoreThanItHolds_DoesNotGrow(int capacity)
    {
        var options = Options.Create(new IllowInspectorOptions { Capacity = capacity, MaximumMemory = 64 * 1024 * 1024 });
        var log = new DeliveryLog(options, TimeProvider.System);
        var recorder = new TraceRecorder(log, options, NullLoggerFactory.Instance);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        Deliver(recorder, capacity);
        var full = GC.GetTotalMemory(forceFullCollection: true);
        var counted = log.Memory;

        Deliver(recorder, 10_000);

        var after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.Equal(capacity, log.Since(0).Records.Count);
        Assert.Equal(counted, log.Memory);
        Assert.InRange(after - full, long.MinValue, 512 * 1024);

        // The estimate that the limit goes by is not far from the truth
        Assert.InRange(counted, (full - empty) / 4, 64 * 1024 * 1024);
        GC.KeepAlive(log);
    }

    private static void Deliver(TraceRecorder recorder, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var context = new DefaultHttpContext();
            context.Request.Method = "POST";
            context.Request.Path = "/webhooks/illow";
            context.Request.Headers["illow-signature"] = new string('A', 344);
            context.Request.Headers.ContentType = "application/json";
            var trace = new DeliveryTrace("/webhooks/illow", TimeProvider.System)
            {
                Outcome = "invalid-signature",
                Detail = "No key verifies it.",
            };
            trace.ReadBegins();
            trace.BodyRead(new byte[400]);
            trace.Verified();
            trace.End(401);
            recorder.RunAsync(context, running =>
            {
                recorder.Finished(running, trace);
                return Task.CompletedTask;
            }).GetAwaiter().GetResult();
        }
    }
}
