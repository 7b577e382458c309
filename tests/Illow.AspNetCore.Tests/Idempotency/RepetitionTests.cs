using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Tests.Idempotency;

public sealed class RepetitionTests
{
    [Fact]
    public async Task Send_SameBytesAfterCompletion_AreAnswered200AndNotHandledAgain()
    {
        await using var app = await StartAsync();
        var delivery = Delivery.Of();
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(delivery)).StatusCode);

        for (var i = 0; i < 1000; i++)
        {
            var again = await app.SendAsync(delivery);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            Assert.Equal("true", Assert.Single(again.Headers.GetValues("idempotent-replayed")));
        }

        Assert.Single(app.Notes.Lines);
    }

    [Fact]
    public async Task Send_FirstTime_CarriesNoReplayHeader()
    {
        await using var app = await StartAsync();
        var response = await app.SendAsync(Delivery.Of());
        Assert.False(response.Headers.Contains("idempotent-replayed"));
    }

    [Fact]
    public async Task Send_64CopiesAtOnce_RunOnceAndNeverAnswer2xxEarly()
    {
        using var finish = new SemaphoreSlim(0);
        await using var app = await StartAsync(async () => await finish.WaitAsync());
        var delivery = Delivery.Of();
        var first = app.SendAsync(delivery);
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);

        var copies = await Task.WhenAll(Enumerable.Range(0, 63).Select(_ => app.SendAsync(delivery)));

        Assert.All(copies, copy => Assert.Equal(HttpStatusCode.Conflict, copy.StatusCode));
        Assert.All(copies, copy => Assert.InRange(copy.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60));
        Assert.False(first.IsCompleted);
        finish.Release();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal("true", Assert.Single((await app.SendAsync(delivery)).Headers.GetValues("idempotent-replayed")));
        Assert.Single(app.Notes.Lines);
    }

    [Fact]
    public async Task Send_HandlerFailed_RetryIsHandled()
    {
        var fail = true;
        await using var app = await StartAsync(() => fail ? throw new InvalidOperationException("first try") : Task.CompletedTask);
        var delivery = Delivery.Of();
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(delivery));
        fail = false;

        var retry = await app.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.OK, retry.StatusCode);
        Assert.False(retry.Headers.Contains("idempotent-replayed"));
        Assert.Equal(2, app.Notes.Lines.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    [InlineData(500)]
    public async Task Send_HandlerDeclined_RetryIsHandled(int status)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Map = e => e.MapIllowWebhook("dsr.created", (Notes notes) =>
                    {
                        notes.Add("ran");
                        return Results.StatusCode(status);
                    }) });
        var delivery = Delivery.Of();
        Assert.Equal(status, (int)(await app.SendAsync(delivery)).StatusCode);
        Assert.Equal(status, (int)(await app.SendAsync(delivery)).StatusCode);
        Assert.Equal(2, app.Notes.Lines.Count);
    }

    [Fact]
    public async Task Send_SameKeyOtherBody_IsRefusedAndNotHandled()
    {
        await using var app = await StartAsync();
        await app.SendAsync(Delivery.Of(metadata: "1"));

        var other = await app.SendAsync(Delivery.Of(metadata: "2"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Contains("key-reused", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(app.Notes.Lines);
    }

    [Fact]
    public async Task Send_SameKeyOtherBodyInDevelopment_SaysWhatWasUsedBefore()
    {
        await using var app = await StartAsync(environment: "Development");
        await app.SendAsync(Delivery.Of(metadata: "1"));

        var other = await app.SendAsync(Delivery.Of(metadata: "2"));

        Assert.Contains(
            "An earlier delivery had this idempotencyKey and another body.",
            await other.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_SameKeyOfOtherUrlCompanyOrSite_IsHandled()
    {
        await using var app = await StartAsync();
        await app.SendAsync(Delivery.Of());
        await app.SendAsync(Delivery.Of(), "/second");
        await app.SendAsync(Delivery.Of(companyId: "c-2"));
        await app.SendAsync(Delivery.Of(siteId: "s-2"));
        await app.SendAsync(Delivery.Of(idempotencyKey: "key-2"));
        Assert.Equal(5, app.Notes.Lines.Count);
    }

    [Theory]
    [InlineData("/WEBHOOKS/illow")]
    [InlineData("/webhooks/illow/")]
    [InlineData("/webhooks/%69llow")]
    [InlineData("/webhooks/illow?again=1")]
    public async Task Send_RepetitionAtAnotherSpellingOfTheUrl_IsStillARepetition(string url)
    {
        await using var app = await StartAsync();
        await app.SendAsync(Delivery.Of());

        var again = await app.SendAsync(Delivery.Of(), url);

        Assert.Equal("true", Assert.Single(again.Headers.GetValues("idempotent-replayed")));
        Assert.Single(app.Notes.Lines);
    }

    [Fact]
    public async Task Send_HandlerThatIsNotIdempotentByUs_RunsEachTime()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Map = e =>
                    e.MapPost("/webhooks/illow", [IllowWebhook("dsr.created", Idempotent = false)] (IllowEnvelope _, Notes notes) =>
                        notes.Add("ran")),
            });
        await app.SendAsync(Delivery.Of());
        await app.SendAsync(Delivery.Of());
        Assert.Equal(2, app.Notes.Lines.Count);
    }

    [Fact]
    public async Task Send_IdempotencyOff_RunsEachTime()
    {
        await using var app = await StartAsync(settings: new(WebhookApp.DefaultKey) { ["Illow:Idempotency:Enabled"] = "false" });
        await app.SendAsync(Delivery.Of());
        await app.SendAsync(Delivery.Of());
        Assert.Equal(2, app.Notes.Lines.Count);
    }

    private static Task<WebhookApp> StartAsync(
        Func<Task>? work = null,
        Dictionary<string, string?>? settings = null,
        string environment = "Production"
    ) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Environment = environment,
                Settings = settings,
                Map = e =>
                {
                    foreach (var pattern in new[] { "/webhooks/illow", "/second" })
                    {
                        e.MapIllowWebhook(
                            "dsr.created",
                            async (IllowEnvelope envelope, Notes notes) =>
                            {
                                notes.Add(envelope.IdempotencyKey);
                                await (work?.Invoke() ?? Task.CompletedTask);
                                return Results.Ok();
                            },
                            pattern);
                    }
                },
            });
}
