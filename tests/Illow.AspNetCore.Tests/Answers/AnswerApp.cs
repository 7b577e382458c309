using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Answers;

/// <summary>An application in which every answer of docs/problems.md can be met.</summary>
internal static class AnswerApp
{
    internal static AppPlan Plan => new()
    {
        Kestrel = true,
        Settings = new Dictionary<string, string?>
        {
            ["Illow:Webhooks:created:PublicKey"] = TestKeys.A.ExportSubjectPublicKeyInfoPem(),
            ["Illow:Webhooks:created:Events:0"] = "dsr.created",
            ["Illow:Webhooks:created:Events:1"] = "dsr.strict",
            ["Illow:Webhooks:pinned:PublicKey"] = TestKeys.B.ExportSubjectPublicKeyInfoPem(),
            ["Illow:Webhooks:pinned:Events"] = "dsr.pinned",
            ["Illow:Webhooks:pinned:CompanyId"] = "another",
            ["Illow:Webhooks:any:PublicKey"] = TestKeys.C.ExportSubjectPublicKeyInfoPem(),
            ["Illow:MaxRequestBodySize"] = "4000",
        },
        Services = services => services.AddSingleton<IIllowKeyProvider, Vault>(),
        Before = app => app.Use(async (context, next) =>
        {
            if (context.Request.Headers.ContainsKey("X-Eat"))
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
            }

            await next();
        }),
        Map = endpoints =>
        {
            endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope e, Notes notes) => Note(e, notes), webhook: "created");
            endpoints.MapIllowWebhook("dsr.strict", (IllowEnvelope<Strict> e, Notes notes) => Note(e, notes), "/strict", "created");
            endpoints.MapIllowWebhook("dsr.pinned", (IllowEnvelope e, Notes notes) => Note(e, notes), "/pinned", "pinned");
            endpoints.MapIllowWebhook("any.first", (IllowEnvelope e, Notes notes) => Note(e, notes), "/any", "any");
            endpoints.MapIllowWebhook("any.second", (IllowEnvelope e, Notes notes) => Note(e, notes), "/any", "any");
            endpoints.MapPost("/tenants/{webhook}", [IllowWebhook] (IllowEnvelope e, Notes notes) => Note(e, notes));
            endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope e) => Throw(e), "/throws", "created");
        },
    };

    internal static HttpRequestMessage Request(AnswerRow row, string? accept = null)
    {
        var request = row.Delivery.To(row.Url, row.Method);
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        if (row.Trigger is not null)
        {
            request.Headers.Add(row.Trigger, "1");
        }

        return request;
    }

    private static IResult Note(IllowEnvelope envelope, Notes notes)
    {
        notes.Add(envelope.IdempotencyKey);
        return Results.Ok();
    }

    private static IResult Throw(IllowEnvelope envelope) =>
        throw new InvalidOperationException("The handler's own trouble with " + envelope.Event);

    internal sealed record Strict(int Number);

    private sealed class Vault : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            webhook == "vault" ? throw new TimeoutException("The vault does not answer.") : new((IReadOnlyCollection<string>?)null);
    }
}
