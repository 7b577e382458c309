using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Illow.AspNetCore.Queues.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Queues.Tests;

/// <summary>What every engine's adapter must do. The engine of a test gives up on a delivery after its first run.</summary>
public abstract class DeliveryQueueConformance
{
    private readonly ConcurrentQueue<IllowEnvelope> _handled = new();

    [Fact]
    public async Task Delivery_IsRunByTheEngine_WithTheBytesThatWereSigned()
    {
        var delivery = QueuedApp.NewDelivery();
        await using var app = await QueuedApp.StartAsync(Plan(Handle));

        Assert.Equal(202, await app.SendAsync(delivery));

        await Eventually.HoldsAsync(() => !_handled.IsEmpty);
        Assert.Equal(delivery.Body.ToArray(), Assert.Single(_handled).RawBody.ToArray());
        Assert.Empty(await app.DeadLetters.ListAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task DeadLetter_HoldsWhatFailedByteForByte_AndRunsAgainOnce()
    {
        var delivery = QueuedApp.NewDelivery();
        var fails = true;
        await using var app = await QueuedApp.StartAsync(
            Plan(envelope => fails ? throw new InvalidDataException("not yet") : Handle(envelope)));
        Assert.Equal(202, await app.SendAsync(delivery));

        var letter = await app.DeadLetterAsync();

        Assert.Equal(delivery.Body.ToArray(), letter.Delivery.Body);
        Assert.Equal("dsr.created", letter.Delivery.Event);
        Assert.Equal("default", letter.Delivery.Webhook);
        Assert.Equal("/webhooks/illow", letter.Delivery.Route);
        Assert.Equal(typeof(IllowDeliveryRunException).FullName, letter.ExceptionType);
        Assert.Contains(nameof(InvalidDataException), letter.ExceptionMessage, StringComparison.Ordinal);
        Assert.InRange(letter.FailedAt, letter.Delivery.ReceivedAt.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));

        fails = false;
        Assert.True(await app.DeadLetters.RunAgainAsync(letter.Id, CancellationToken.None));
        await Eventually.HoldsAsync(() => !_handled.IsEmpty);
        Assert.Equal(delivery.Body.ToArray(), Assert.Single(_handled).RawBody.ToArray());
        Assert.Empty(await app.DeadLetters.ListAsync(10, CancellationToken.None));
        Assert.False(await app.DeadLetters.RunAgainAsync(letter.Id, CancellationToken.None));
        Assert.Equal([1, 1], app.Attempts);
    }

    [Fact]
    public async Task DeadLetters_MoreThanAskedFor_TheNewestComeFirst()
    {
        await using var app = await QueuedApp.StartAsync(Plan(Fail));
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(202, await app.SendAsync(QueuedApp.NewDelivery($"key-{i}")));
            await Eventually.HoldsAsync(async () => (await app.DeadLetters.ListAsync(10, CancellationToken.None)).Count == i);
        }

        var all = await app.DeadLetters.ListAsync(10, CancellationToken.None);
        var newest = await app.DeadLetters.ListAsync(2, CancellationToken.None);

        Assert.Equal(["key-3", "key-2", "key-1"], all.Select(KeyOf));
        Assert.Equal(["key-3", "key-2"], newest.Select(KeyOf));
    }

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("no such thing")]
    [InlineData("6f9619ff-8b86-d011-b42d-00c04fc964ff")]
    public async Task RunAgain_NoSuchDeadLetter_False(string id)
    {
        await using var app = await QueuedApp.StartAsync(Plan(Handle));

        Assert.False(await app.DeadLetters.RunAgainAsync(id, CancellationToken.None));
    }

    [Fact]
    public async Task Deployment_WithoutTheHandler_KeepsTheDeliveryAndSaysWhy()
    {
        string id;
        await using (var first = await QueuedApp.StartAsync(Plan(Fail)))
        {
            Assert.Equal(202, await first.SendAsync(QueuedApp.NewDelivery()));
            id = (await first.DeadLetterAsync()).Id;
        }

        await using (var without = await QueuedApp.StartAsync(Plan(Handle) with { Event = "dsr.updated" }))
        {
            Assert.True(await without.DeadLetters.RunAgainAsync(id, CancellationToken.None));
            var letter = await without.DeadLetterAsync();
            Assert.Contains(
                "No endpoint at /webhooks/illow takes the event 'dsr.created'", letter.ExceptionMessage, StringComparison.Ordinal);
        }

        await using var with = await QueuedApp.StartAsync(Plan(Handle));
        Assert.True(await with.DeadLetters.RunAgainAsync(id, CancellationToken.None));
        await Eventually.HoldsAsync(() => !_handled.IsEmpty);
    }

    [Fact]
    public async Task Protect_KeyRingLost_KeepsTheDeliveryAndSaysWhy()
    {
        var delivery = QueuedApp.NewDelivery();
        var keys = Directory.CreateTempSubdirectory("illow-keys-");
        QueuedAppPlan Protected(Func<IllowEnvelope, Task> handle, DirectoryInfo ring) => Plan(handle) with
        {
            Protect = true,
            Services = services => services.AddDataProtection().SetApplicationName("queue").PersistKeysToFileSystem(ring),
        };
        string id;
        await using (var first = await QueuedApp.StartAsync(Protected(Fail, keys)))
        {
            Assert.Equal(202, await first.SendAsync(delivery));
            var letter = await first.DeadLetterAsync();
            id = letter.Id;
            Assert.DoesNotContain("companyId", Encoding.UTF8.GetString(letter.Delivery.Body), StringComparison.Ordinal);
        }

        var others = Directory.CreateTempSubdirectory("illow-keys-");
        await using (var without = await QueuedApp.StartAsync(Protected(Handle, others)))
        {
            Assert.True(await without.DeadLetters.RunAgainAsync(id, CancellationToken.None));
            var letter = await without.DeadLetterAsync();
            Assert.Contains("is not in this instance's key ring", letter.ExceptionMessage, StringComparison.Ordinal);
        }

        await using var restored = await QueuedApp.StartAsync(Protected(Handle, keys));
        Assert.True(await restored.DeadLetters.RunAgainAsync(id, CancellationToken.None));
        await Eventually.HoldsAsync(() => !_handled.IsEmpty);
        Assert.Equal(delivery.Body.ToArray(), Assert.Single(_handled).RawBody.ToArray());
        keys.Delete(recursive: true);
        others.Delete(recursive: true);
    }

    protected abstract void AddEngine(WebApplicationBuilder builder, IIllowWebhooksBuilder webhooks);

    private protected QueuedAppPlan Plan(Func<IllowEnvelope, Task> handle) => new(AddEngine) { Handle = handle };

    private protected Task Handle(IllowEnvelope envelope)
    {
        _handled.Enqueue(envelope);
        return Task.CompletedTask;
    }

    private protected int HandledCount => _handled.Count;

    private static string KeyOf(IllowDeadLetter letter) =>
        JsonDocument.Parse(letter.Delivery.Body).RootElement.GetProperty("idempotencyKey").GetString()!;

    private static Task Fail(IllowEnvelope envelope) => throw new InvalidDataException("not yet");
}
