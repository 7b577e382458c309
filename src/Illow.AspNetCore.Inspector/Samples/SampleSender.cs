using System.Text.Json;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Inspector.Replaying;
using Illow.AspNetCore.Testing;
using Illow.AspNetCore.Testing.Deliveries;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Inspector.Samples;

/// <summary>Makes up an event, signs it with a test key and sends it through the application. Thread-safe.</summary>
internal sealed class SampleSender(InProcessRunner runner, WebhookSettingsMonitor settings, SampleKeys keys, TimeProvider time)
{
    private const string DsrCreated = "dsr.created";

    internal Task<RunResult> SendAsync(SampleChoice choice, HttpRequest askedBy)
    {
        var current = settings.Current;
        var body = EnvelopeWriter.Write(new EnvelopeText(
            choice.Registration.CompanyId ?? IllowFixtures.CompanyId,
            choice.Registration.SiteId ?? IllowFixtures.SiteId,
            Guid.NewGuid().ToString(),
            choice.Event,
            choice.Registration.OnlyEvent is null ? current.EventProperty : null,
            Metadata(choice.Event)));
        var signature = keys.For(choice.Registration)!.Sign(body, current.Hash.Name);
        var request = new OutgoingRequest(
            HttpMethods.Post,
            askedBy.Scheme,
            askedBy.Host.Value ?? "localhost",
            choice.Path,
            string.Empty,
            [KeyValuePair.Create("Content-Type", "application/json"), KeyValuePair.Create("Accept", "*/*"), KeyValuePair.Create(current.SignatureHeader, signature)],
            body);
        return runner.RunAsync(request, new Origin(ReplayOf: null), askedBy.HttpContext.Features.Get<IHttpConnectionFeature>());
    }

    private byte[] Metadata(string @event)
    {
        var now = time.GetUtcNow();
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id", "sample-" + Guid.NewGuid().ToString("N")[..8]);
            writer.WriteString("companyId", IllowFixtures.CompanyId);
            if (@event == DsrCreated)
            {
                writer.WriteString("createdAt", now);
                writer.WriteString("dueDate", now.AddDays(30));
                writer.WriteString("legislation", "GDPR");
            }

            writer.WriteString("requestStatus", "pending");
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
