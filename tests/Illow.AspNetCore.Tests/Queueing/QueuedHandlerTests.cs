using System.Net;
using System.Security.Cryptography;
using System.Text;
using Illow.AspNetCore.Testing;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.Queueing;

/// <summary>A handler that runs from a queue: what the sender is answered, and what the run comes to.</summary>
public sealed class QueuedHandlerTests
{
    [Fact]
    public async Task Delivery_QueuedHandler_202AndTheHandlerRunsFromTheQueueOnce()
    {
        await using var app = await StartAsync(Note);

        using var response = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(app.Notes.Lines);
        var run = Assert.Single(await Queue(app).DrainAsync());
        Assert.True(run.Succeeded);
        Assert.Equal(["dsr.created key-1 default"], app.Notes.Lines);
        Assert.Equal(0, Queue(app).Count);
    }

    [Fact]
    public async Task Delivery_RepeatedBeforeAndAfterItsRun_IsQueuedOnce()
    {
        await using var app = await StartAsync(Note);

        using var first = await app.SendAsync(Delivery.Of());
        using var repeated = await app.SendAsync(Delivery.Of());
        await Queue(app).DrainAsync();
        using var late = await app.SendAsync(Delivery.Of());

        Assert.Equal([202, 200, 200], [(int)first.StatusCode, (int)repeated.StatusCode, (int)late.StatusCode]);
        Assert.Equal(0, Queue(app).Count);
        Assert.Single(app.Notes.Lines);
    }

    [Fact]
    public async Task Run_DeliveryQueuedTwice_HandlerRunsOnce()
    {
        await using var app = await StartAsync(Note);
        using var response = await app.SendAsync(Delivery.Of());
        await Queue(app).EnqueueAsync(Queue(app).Waiting.Single(), CancellationToken.None);

        var runs = await Queue(app).DrainAsync();

        Assert.Equal([true, true], runs.Select(run => run.Succeeded));
        Assert.Single(app.Notes.Lines);
    }

    [Fact]
    public async Task Run_HandlerThrowsTwice_RunsAgainUntilItSucceeds()
    {
        var calls = 0;
        await using var app = await StartAsync(
            (IllowEnvelope e, Notes notes) =>
            {
                notes.Add("run");
                return ++calls < 3 ? throw new InvalidDataException("not yet") : Results.Ok();
            });
        using var response = await app.SendAsync(Delivery.Of());

        var first = Assert.Single(await Queue(app).DrainAsync());
        var second = Assert.Single(await Queue(app).DrainAsync());
        var third = Assert.Single(await Queue(app).DrainAsync());

        Assert.IsType<InvalidDataException>(Assert.IsType<IllowDeliveryRunException>(first.Exception).InnerException);
        Assert.Equal([1, 2, 3], [first.Attempt, second.Attempt, third.Attempt]);
        Assert.Equal([false, false, true], [first.Succeeded, second.Succeeded, third.Succeeded]);
        Assert.Equal(3, app.Notes.Lines.Count);
    }

    [Fact]
    public async Task Run_Outcome_DecidesTheLevelOfItsLogLine()
    {
        var runs = new Queue<Func<IResult>>([
            () => throw new InvalidDataException("not yet"),
            () => Results.Conflict(),
            () => Results.Ok(),
        ]);
        await using var app = await StartAsync((IllowEnvelope e) => runs.Dequeue()());
        using var response = await app.SendAsync(Delivery.Of());
        var delivery = Queue(app).Waiting.Single();
        for (var i = 0; i < 3; i++)
        {
            await Queue(app).DrainAsync();
        }

        await RunAsync(app, delivery);

        Assert.Equal(
            [LogLevel.Error, LogLevel.Warning, LogLevel.Information, LogLevel.Information],
            app.OwnLogs.Where(line => line.Id.Id == 23).Select(line => line.Level));
    }

    [Fact]
    public async Task Run_LogLine_SharesEventWebhookAndKeyWithTheDeliverys()
    {
        await using var app = await StartAsync(Note);
        using var response = await app.SendAsync(Delivery.Of());

        await Queue(app).DrainAsync();

        const string Shared = "Event dsr.created of webhook default with idempotency key key-1";
        Assert.Equal(
            [10, 23],
            app.OwnLogs.Where(line => line.Message.StartsWith(Shared, StringComparison.Ordinal)).Select(line => line.Id.Id));
    }

    [Theory]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status409Conflict)]
    [InlineData(StatusCodes.Status302Found)]
    public async Task Run_HandlerAnswersOtherThan2xx_Fails(int status)
    {
        await using var app = await StartAsync((IllowEnvelope e) => Results.StatusCode(status));
        using var response = await app.SendAsync(Delivery.Of());

        var run = Assert.Single(await Queue(app).DrainAsync());

        Assert.IsType<IllowDeliveryRunException>(run.Exception);
        Assert.Equal(1, Queue(app).Count);
    }

    [Fact]
    public async Task Run_MetadataDoesNotFit_FailsWithoutRunningTheHandler()
    {
        await using var app = await StartAsync((IllowEnvelope<int> e, Notes notes) => notes.Add("run"));
        using var response = await app.SendAsync(Delivery.Of());

        var run = Assert.Single(await Queue(app).DrainAsync());

        Assert.False(run.Succeeded);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Delivery_QueueThrows_503AndTheClaimIsReleased()
    {
        var queue = new FailingOnce();
        await using var app = await StartAsync(Note, services: services => services.AddSingleton<IIllowDeliveryQueue>(queue));

        using var refused = await app.SendAsync(Delivery.Of());
        using var accepted = await app.SendAsync(Delivery.Of());

        await Problem.AssertAsync(refused, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(1, queue.Taken);
    }

    /// <summary>
    /// The queue has a connection of its own: the store's transaction would hold one, or a whole file, while it waits for another.
    /// </summary>
    [Fact]
    public async Task Delivery_TransactionalStore_IsQueuedOutsideOfItsTransactionAndRunInsideOfOne()
    {
        var steps = new List<string>();
        await using var app = await StartAsync(
            (IllowEnvelope e) => steps.Add("handler"),
            services: services =>
                services
                    .AddSingleton<IIllowIdempotencyStore>(new NotingTransactionalStore(steps))
                    .AddSingleton<IIllowDeliveryQueue>(new NotingQueue(steps)));

        using var response = await app.SendAsync(Delivery.Of());
        await RunAsync(app, ((NotingQueue)app.Services.GetRequiredService<IIllowDeliveryQueue>()).Taken!);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(["claim", "enqueue", "complete", "begin", "handler", "commit"], steps);
    }

    [Fact]
    public async Task Delivery_TransactionalStoreAndQueueThrows_503AndTheClaimIsReleased()
    {
        var steps = new List<string>();
        await using var app = await StartAsync(Note, services: services =>
            services
                .AddSingleton<IIllowIdempotencyStore>(new NotingTransactionalStore(steps))
                .AddSingleton<IIllowDeliveryQueue>(new FailingOnce()));

        using var refused = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(["claim", "release"], steps);
    }

    [Fact]
    public async Task Delivery_QueueThrowsAfterTheSenderWasAnswered_IsLogged()
    {
        var time = new FakeTimeProvider();
        var queue = new HangingQueue();
        await using var app = await StartAsync(
            (IllowEnvelope e) => { },
            services: services => services.AddSingleton<IIllowDeliveryQueue>(queue).AddSingleton<TimeProvider>(time));
        var sending = app.SendAsync(Delivery.Of());
        await queue.Entered.Task;
        time.Advance(TimeSpan.FromSeconds(5));
        using var response = await sending;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var late = new InvalidTimeZoneException("too late");

        queue.Storing.SetException(late);

        await Eventually.HoldsAsync(() => app.OwnLogs.Any(line => line.Id.Name == "NotQueued" && line.Exception == late));
    }

    [Fact]
    public async Task Delivery_NotVerified_IsNeverQueued()
    {
        await using var app = await StartAsync(Note);

        using var unsigned = await app.SendAsync(Delivery.Of().Unsigned());
        using var forged = await app.SendAsync(Delivery.Of().By(TestKeys.B));
        using var malformed = await app.SendAsync(Delivery.OfText("{}"));

        Assert.Equal([401, 401, 400], [(int)unsigned.StatusCode, (int)forged.StatusCode, (int)malformed.StatusCode]);
        Assert.Equal(0, Queue(app).Count);
    }

    [Fact]
    public async Task Start_QueuedWithoutAQueue_StopsAndNamesTheCalls()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(Note, services: _ => { }));

        Assert.Contains("AddWolverineQueue()", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AddHangfireQueue()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ScopedQueue_Serves()
    {
        await using var app = await StartAsync(Note, services: services => services.AddScoped<IIllowDeliveryQueue, FailingNever>());

        using var response = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Accepted)]
    [InlineData(false, HttpStatusCode.OK)]
    [InlineData(true, HttpStatusCode.Accepted)]
    public async Task Delivery_SettingQueued_CountsWhereTheAttributeSaysNothing(bool? attribute, HttpStatusCode status)
    {
        var declaration = attribute is { } queued
            ? new IllowWebhookAttribute("dsr.created") { Queued = queued }
            : new IllowWebhookAttribute("dsr.created");
        await using var app = await StartAsync(Note, declaration, settings: [new("Illow:Queued", "true")]);

        using var response = await app.SendAsync(Delivery.Of());

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Run_NotIdempotent_RunsEachTime()
    {
        await using var app = await StartAsync(Note, new IllowWebhookAttribute("dsr.created") { Queued = true, Idempotent = false });
        using var first = await app.SendAsync(Delivery.Of());
        using var second = await app.SendAsync(Delivery.Of());

        await Queue(app).DrainAsync();

        Assert.Equal(2, app.Notes.Lines.Count);
    }

    [Fact]
    public async Task Queue_Protect_HidesTheBodyAndRunsIt()
    {
        await using var app = await StartAsync(Note, settings: [new("Illow:Queue:Protect", "true")], services: services =>
            services.AddInMemoryIllowQueue().AddDataProtection());
        using var response = await app.SendAsync(Delivery.Of(idempotencyKey: "a-secret-key"));

        Assert.DoesNotContain("a-secret-key", Encoding.UTF8.GetString(Queue(app).Waiting.Single().Body), StringComparison.Ordinal);
        Assert.True(Assert.Single(await Queue(app).DrainAsync()).Succeeded);
        Assert.Equal(["dsr.created a-secret-key default"], app.Notes.Lines);
    }

    [Fact]
    public async Task Run_KeyRingLost_FailsAndSaysSo()
    {
        var protection = new EphemeralDataProtectionProvider();
        await using var app = await StartAsync(Note, settings: [new("Illow:Queue:Protect", "true")], services: services =>
            services.AddInMemoryIllowQueue().AddSingleton<IDataProtectionProvider>(protection));
        using var response = await app.SendAsync(Delivery.Of());
        var delivery = Queue(app).Waiting.Single();
        await using var restarted = await StartAsync(Note, services: services =>
            services.AddInMemoryIllowQueue().AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>());

        var exception = await Assert.ThrowsAsync<IllowDeliveryRunException>(() => RunAsync(restarted, delivery));

        Assert.Contains("key ring", exception.Message, StringComparison.Ordinal);
        Assert.Empty(restarted.Notes.Lines);
    }

    [Fact]
    public async Task Start_ProtectWithoutDataProtection_Stops()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            StartAsync(Note, settings: [new("Illow:Queue:Protect", "true")]));

        Assert.Contains("AddDataProtection()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_EndpointNoLongerThere_FailsAndSaysSo()
    {
        await using var app = await StartAsync(Note);
        using var response = await app.SendAsync(Delivery.Of());
        var delivery = Queue(app).Waiting.Single();
        await using var other = await StartAsync(Note, new IllowWebhookAttribute("dsr.updated") { Queued = true });

        var exception = await Assert.ThrowsAsync<IllowDeliveryRunException>(() => RunAsync(other, delivery));

        Assert.Contains("No endpoint", exception.Message, StringComparison.Ordinal);
        Assert.Contains("dsr.created", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NewerVersion_FailsAndSaysSo()
    {
        await using var app = await StartAsync(Note);

        var exception = await Assert.ThrowsAsync<IllowDeliveryRunException>(() => RunAsync(app, new IllowQueuedDelivery { Version = 2 }));

        Assert.Contains("newer version", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HandlerRenamedSinceThen_RunsWhateverTakesTheEventNow()
    {
        await using var app = await StartAsync(Note);
        using var response = await app.SendAsync(Delivery.Of());
        var delivery = Queue(app).Waiting.Single();
        await using var renamed = await StartAsync((IllowEnvelope e, Notes notes) => notes.Add("renamed"));

        await RunAsync(renamed, delivery);

        Assert.Equal(["renamed"], renamed.Notes.Lines);
    }

    [Fact]
    public async Task Run_TwoHostsOfOnePath_EachRunsItsOwnHandler()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Services = collection => collection.AddInMemoryIllowQueue(),
                Map = endpoints =>
                {
                    foreach (var host in new[] { "one.test", "two.test" })
                    {
                        endpoints
                            .MapPost("/webhooks/illow", [IllowWebhook("dsr.created", Queued = true)] (IllowEnvelope e, Notes notes) =>
                                notes.Add(host))
                            .RequireHost(host);
                    }
                },
            });

        foreach (var host in new[] { "two.test", "one.test" })
        {
            using var request = Delivery.Fresh("dsr.created").To("/webhooks/illow");
            request.Headers.Host = host;
            using var response = await app.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        await Queue(app).DrainAsync();

        Assert.Equal(["two.test", "one.test"], app.Notes.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_WorkLeftForTheStartOfTheResponse_RunsAndItsFailureFailsTheRun(bool idempotent)
    {
        var fails = true;
        await using var app = await StartAsync(
            (IllowEnvelope e, HttpResponse answer, Notes notes) =>
                answer.OnStarting(() =>
                {
                    notes.Add("starting");
                    return fails ? throw new InvalidDataException("not yet") : Task.CompletedTask;
                }),
            new IllowWebhookAttribute("dsr.created") { Queued = true, Idempotent = idempotent });
        using var response = await app.SendAsync(Delivery.Of());

        var first = Assert.Single(await Queue(app).DrainAsync());
        fails = false;
        var second = Assert.Single(await Queue(app).DrainAsync());

        Assert.Equal([false, true], [first.Succeeded, second.Succeeded]);
        Assert.Equal(["starting", "starting"], app.Notes.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_WorkLeftForTheEndOfTheResponseThrows_IsHandledAndTheRequestsServicesAreDisposedOf(bool idempotent)
    {
        await using var app = await StartAsync(
            (HttpContext context, Disposed scoped, Notes notes) =>
            {
                context.Response.OnCompleted(() =>
                {
                    notes.Add("completed");
                    return Task.CompletedTask;
                });
                context.Response.OnCompleted(() => throw new InvalidDataException("too late"));
            },
            new IllowWebhookAttribute("dsr.created") { Queued = true, Idempotent = idempotent },
            services: services => services.AddInMemoryIllowQueue().AddScoped<Disposed>());
        using var response = await app.SendAsync(Delivery.Of());

        var run = Assert.Single(await Queue(app).DrainAsync());

        Assert.Null(run.Exception);
        Assert.Equal(["completed", "disposed"], app.Notes.Lines);
        Assert.IsType<InvalidDataException>(Assert.Single(app.OwnLogs, line => line.Id.Id == 27).Exception);
    }

    [Fact]
    public async Task Run_CallbackOfTheHandlersTokenThrows_DoesNotReachTheEngine()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        await using var app = await StartAsync(
            async (IllowEnvelope e, CancellationToken token) =>
            {
                token.UnsafeRegister(_ => throw new InvalidDataException("not now"), null);
                entered.SetResult();
                await leave.Task;
            });
        using var response = await app.SendAsync(Delivery.Of());
        using var shutdown = new CancellationTokenSource();
        var run = RunAsync(app, Queue(app).Waiting.Single(), shutdown.Token);
        await entered.Task;

        await shutdown.CancelAsync();
        leave.SetResult();

        await run;
        Assert.Single(app.OwnLogs, line => line.Id.Id == 35);
    }

    [Fact]
    public async Task Run_WebhookTakenOutOfTheSettings_StillRuns()
    {
        await using var app = await StartAsync(Note);
        using var response = await app.SendAsync(Delivery.Of());
        var delivery = Queue(app).Waiting.Single();
        await using var other = await StartAsync(
            Note,
            settings: [new("Illow:PublicKey", null), new("Illow:Webhooks:eu:PublicKey", TestKeys.B.ExportSubjectPublicKeyInfoPem())]);

        await RunAsync(other, delivery);

        Assert.Equal(["dsr.created key-1 default"], other.Notes.Lines);
    }

    [Fact]
    public async Task Run_BeforeTheApplicationHasStarted_WaitsForItsEndpoints()
    {
        await using var earlier = await StartAsync(Note);
        using var response = await earlier.SendAsync(Delivery.Of());
        var worker = new Impatient(Queue(earlier).Waiting.Single());
        await using var app = await StartAsync(Note, services: services =>
        {
            services.AddInMemoryIllowQueue();
            services.AddSingleton<IHostedService>(provider =>
            {
                worker.Runner = provider.GetRequiredService<IIllowDeliveryRunner>();
                return worker;
            });
        });

        await worker.Run!;

        Assert.Equal(["dsr.created key-1 default"], app.Notes.Lines);
    }

    [Fact]
    public async Task Run_CancelledBeforeTheApplicationHasStarted_Ends()
    {
        await using var earlier = await StartAsync(Note);
        using var response = await earlier.SendAsync(Delivery.Of());
        var delivery = Queue(earlier).Waiting.Single();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(WebhookApp.DefaultKey);
        builder.Services.AddIllowWebhooks();
        await using var app = builder.Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            app.Services.GetRequiredService<IIllowDeliveryRunner>().RunAsync(delivery, 1, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Run_Cancelled_StopsTheHandlerAndReleasesTheClaim()
    {
        using var shutdown = new CancellationTokenSource();
        var cancelled = false;
        await using var app = await StartAsync(
            async (IllowEnvelope e, Notes notes, CancellationToken token) =>
            {
                if (!cancelled)
                {
                    cancelled = true;
                    await shutdown.CancelAsync();
                    await Task.Delay(Timeout.Infinite, token);
                }

                notes.Add("run");
            });
        using var response = await app.SendAsync(Delivery.Of());
        var delivery = Queue(app).Waiting.Single();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(app, delivery, shutdown.Token));
        await RunAsync(app, delivery);

        Assert.Equal(["run"], app.Notes.Lines);
    }

    [Fact]
    public async Task Run_ClaimLeftByAKilledProcess_WaitsForTheLeaseToEnd()
    {
        var killed = true;
        var left = new TaskCompletionSource();
        await using var app = await StartAsync(
            (IllowEnvelope e, Notes notes) =>
            {
                notes.Add("run");
                return killed ? left.Task : Task.CompletedTask;
            },
            settings: [new("Illow:Idempotency:Lease", "00:00:01")],
            services: services =>
            {
                services.AddInMemoryIllowQueue();
                var store = services.Last(service => service.ServiceType == typeof(IIllowIdempotencyStore));
                services.AddSingleton<IIllowIdempotencyStore>(provider => new WithoutRenewal(
                    (IIllowIdempotencyStore)ActivatorUtilities.CreateInstance(provider, store.ImplementationType!)));
            });
        using var response = await app.SendAsync(Delivery.Of());
        var delivery = Queue(app).Waiting.Single();
        var first = RunAsync(app, delivery);
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);
        killed = false;

        await RunAsync(app, delivery);

        Assert.Equal(2, app.Notes.Lines.Count);
        left.SetResult();
        await Assert.ThrowsAsync<IllowDeliveryRunException>(() => first);
    }

    [Fact]
    public async Task Queued_BodyOfAnyBytes_StaysTheSame()
    {
        const string body =
            "{ \"companyId\" : \"c\\u0031\",\r\n\t\"siteId\":\"ſ\", \"idempotencyKey\":\"k\","
            + "\"metadata\":{\"n\":1.0e400, \"t\":\"\\ud83d\\ude00\"}}\n";
        await using var app = await StartAsync(
            (IllowEnvelope e, Notes notes) => notes.Add(Convert.ToHexString(SHA256.HashData(e.RawBody.Span))));
        using var response = await app.SendAsync(Delivery.OfText(body));

        await Queue(app).DrainAsync();

        Assert.Equal([Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body)))], app.Notes.Lines);
    }

    private static void Note(IllowEnvelope envelope, Notes notes) =>
        notes.Add($"{envelope.Event} {envelope.IdempotencyKey} {envelope.Webhook}");

    /// <summary>Their endpoints have one path and one name; each branch's events are its own.</summary>
    [Fact]
    public async Task Run_OfADeliveryToABranch_RunsTheHandlerOfThatBranch()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                UseWebhooks = false,
                Services = services => services.AddInMemoryIllowQueue(),
                Before = a =>
                {
                    foreach (var name in (string[])["/a", "/b"])
                    {
                        a.Map(name, b =>
                        {
                            b.UseRouting();
                            b.UseIllowWebhooks();
                            b.UseEndpoints(e =>
                                e.MapPost("/hook", [IllowWebhook("dsr.created", Queued = true)] (Notes notes) => notes.Add(name)));
                        });
                    }
                },
            });
        using var second = await app.SendAsync(Delivery.Of(), "/b/hook");
        using var first = await app.SendAsync(Delivery.Of(), "/a/hook");

        await Queue(app).DrainAsync();

        Assert.Equal([202, 202], [(int)second.StatusCode, (int)first.StatusCode]);
        Assert.Equal(["/b", "/a"], app.Notes.Lines);
    }

    private static IllowInMemoryQueue Queue(WebhookApp app) => app.Services.GetRequiredService<IllowInMemoryQueue>();

    private static Task RunAsync(WebhookApp app, IllowQueuedDelivery delivery, CancellationToken cancellationToken = default) =>
        app.Services.GetRequiredService<IIllowDeliveryRunner>().RunAsync(delivery, 1, cancellationToken);

    private static Task<WebhookApp> StartAsync(
        Delegate handler,
        IllowWebhookAttribute? declaration = null,
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        Action<IServiceCollection>? services = null)
    {
        var all = WebhookApp.DefaultKey;
        foreach (var (name, value) in settings ?? [])
        {
            all[name] = value;
        }

        return WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = all,
                Services = services ?? (collection => collection.AddInMemoryIllowQueue()),
                Map = endpoints =>
                    endpoints
                        .MapPost("/webhooks/illow", handler)
                        .WithMetadata(declaration ?? new IllowWebhookAttribute("dsr.created") { Queued = true }),
            });
    }

    private sealed class FailingOnce : IIllowDeliveryQueue
    {
        private int _calls;

        internal int Taken => _calls - 1;

        public ValueTask EnqueueAsync(IllowQueuedDelivery delivery, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _calls) == 1 ? throw new IOException("The queue is away.") : ValueTask.CompletedTask;
    }

    /// <summary>A store whose claims end with their first lease, as those of a killed process do.</summary>
    private sealed class WithoutRenewal(IIllowIdempotencyStore inner) : IIllowIdempotencyStore
    {
        public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken) =>
            inner.ClaimAsync(request, cancellationToken);

        public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken) => new(true);

        public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) =>
            inner.CompleteAsync(claim, retention, cancellationToken);

        public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) =>
            inner.ReleaseAsync(claim, cancellationToken);
    }

    /// <summary>A worker that begins with what the last process left, as soon as it is started.</summary>
    private sealed class Impatient(IllowQueuedDelivery delivery) : IHostedService
    {
        internal IIllowDeliveryRunner? Runner { get; set; }

        internal Task? Run { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Run = Runner!.RunAsync(delivery, 1, CancellationToken.None);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class HangingQueue : IIllowDeliveryQueue
    {
        internal TaskCompletionSource Entered { get; } = new();

        internal TaskCompletionSource Storing { get; } = new();

        public ValueTask EnqueueAsync(IllowQueuedDelivery delivery, CancellationToken cancellationToken)
        {
            Entered.SetResult();
            return new ValueTask(Storing.Task);
        }
    }

    private sealed class NotingQueue(List<string> steps) : IIllowDeliveryQueue
    {
        internal IllowQueuedDelivery? Taken { get; private set; }

        public ValueTask EnqueueAsync(IllowQueuedDelivery delivery, CancellationToken cancellationToken)
        {
            steps.Add("enqueue");
            Taken = delivery;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class NotingTransactionalStore(List<string> steps) : IIllowTransactionalStore
    {
        public bool IsTransactional => true;

        public async ValueTask<IllowClaimResult> ExecuteAsync(
            IllowClaimRequest request,
            IServiceProvider requestServices,
            Func<IllowClaim, Task<bool>> handler,
            CancellationToken cancellationToken)
        {
            steps.Add("begin");
            var claim = new IllowClaim(request.Scope, Guid.NewGuid(), 1);
            steps.Add(await handler(claim) ? "commit" : "roll back");
            return IllowClaimResult.Claimed(claim);
        }

        public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
        {
            steps.Add("claim");
            return new(IllowClaimResult.Claimed(new IllowClaim(request.Scope, Guid.NewGuid(), 1)));
        }

        public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken) => new(true);

        public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken)
        {
            steps.Add("complete");
            return new(true);
        }

        public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken)
        {
            steps.Add("release");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Disposed(Notes notes) : IDisposable
    {
        public void Dispose() => notes.Add("disposed");
    }

    private sealed class FailingNever : IIllowDeliveryQueue
    {
        public ValueTask EnqueueAsync(IllowQueuedDelivery delivery, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
