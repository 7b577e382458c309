using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>
/// One receiver on Kestrel for all tests of a class: key A delivers dsr.created to /webhooks/illow, key B dsr.updated to /updated.
/// Handlers note the idempotency key, so that a test with a key of its own knows whether its delivery was handled.
/// </summary>
public sealed class KestrelReceiver : IAsyncLifetime
{
    private WebhookApp? _app;

    internal WebhookApp App => _app!;

    internal static Dictionary<string, string?> Settings => new()
    {
        ["Illow:Webhooks:created:PublicKey"] = TestKeys.A.ExportSubjectPublicKeyInfoPem(),
        ["Illow:Webhooks:created:Events"] = "dsr.created",
        ["Illow:Webhooks:updated:PublicKey"] = TestKeys.B.ExportSubjectPublicKeyInfoPem(),
        ["Illow:Webhooks:updated:Events"] = "dsr.updated",
    };

    internal static AppPlan Plan => new()
    {
        Kestrel = true,
        Settings = Settings,
        Map = endpoints =>
        {
            endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope e, Notes notes) => Note(e, notes));
            endpoints.MapIllowWebhook("dsr.updated", (IllowEnvelope e, Notes notes) => Note(e, notes), "/updated");
        },
    };

    public async ValueTask InitializeAsync() => _app = await WebhookApp.StartAsync(Plan);

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Sends one request on a connection of its own.</summary>
    internal async Task<RawAnswer> AskAsync(params ReadOnlyMemory<byte>[] request)
    {
        using var connection = await RawHttp.ConnectAsync(App.Address);
        foreach (var part in request)
        {
            await connection.SendAsync(part);
        }

        return await connection.ReadAsync() ?? throw new EndOfStreamException("The server closed the connection without an answer.");
    }

    /// <summary>The delivery was refused as every wrong signature is, and no handler saw it.</summary>
    internal async Task AssertRefusedAsync(Delivery delivery, string target = "/webhooks/illow", params string[] more)
    {
        var answer = await AskAsync(RawHttp.Request(delivery, target, more));
        AssertRefusal(answer);
        Assert.DoesNotContain(delivery.IdempotencyKey, App.Notes.Lines);
    }

    internal static void AssertRefusal(RawAnswer answer)
    {
        Assert.Equal(401, answer.Status);
        Assert.Equal("Illow-Signature", answer.Header("WWW-Authenticate"));
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal(RefusalBody, answer.Body);
    }

    internal async Task AssertHandledAsync(Delivery delivery, string target = "/webhooks/illow", params string[] more)
    {
        var answer = await AskAsync(RawHttp.Request(delivery, target, more));
        Assert.Equal(200, answer.Status);
        Assert.Contains(delivery.IdempotencyKey, App.Notes.Lines);
    }

    internal const string RefusalBody =
        """{"type":"https://github.com/illow-aspnetcore/Illow.AspNetCore/blob/main/docs/problems.md#invalid-signature","""
        + "\"title\":\"The signature is missing or does not verify.\",\"status\":401}";

    private static IResult Note(IllowEnvelope envelope, Notes notes)
    {
        notes.Add(envelope.IdempotencyKey);
        return Results.Ok();
    }
}
