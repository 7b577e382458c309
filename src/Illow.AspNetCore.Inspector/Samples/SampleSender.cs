using System.Text.Json;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Inspector.Replaying;
using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Inspector.Samples;

/// <summary>How a sample is sent.</summary>
internal enum SampleKind
{
    /// <summary>Signed with the registration's test key.</summary>
    Signed,

    /// <summary>Signed with a key that no registration has.</summary>
    Forged,

    /// <summary>Signed, and sent a second time.</summary>
    Repeated,
}

/// <summary>Makes an event, signs it with a test key and sends it through the application. Thread-safe.</summary>
internal sealed class SampleSender(InProcessRunner runner, WebhookSettingsMonitor settings, SampleKeys keys)
{
    /// <param name="choice">The event, the registration and the URL.</param>
    /// <param name="kind">How to send it.</param>
    /// <param name="metadata">The event's data, as JSON.</param>
    /// <param name="askedBy">The request of the page.</param>
    internal async Task<RunResult> SendAsync(SampleChoice choice, SampleKind kind, JsonElement metadata, HttpRequest askedBy)
    {
        var request = Request(choice, kind == SampleKind.Forged ? keys.Untrusted : keys.For(choice.Registration)!, metadata, askedBy);
        var connection = askedBy.HttpContext.Features.Get<IHttpConnectionFeature>();
        if (kind == SampleKind.Repeated)
        {
            await runner.RunAsync(request, new Origin(ReplayOf: null), connection);
        }

        return await runner.RunAsync(request, new Origin(ReplayOf: null), connection);
    }

    private InspectedRequest Request(SampleChoice choice, IllowTestKey key, JsonElement metadata, HttpRequest askedBy)
    {
        var current = settings.Current;

        // As illow's own deliveries, which name no event, where the key alone determines it
        var body = Body(choice, choice.Registration.OnlyEvent == choice.Event ? null : current.EventProperty, metadata);
        return new InspectedRequest(
            HttpMethods.Post,
            askedBy.Scheme,
            askedBy.Host.Value ?? "localhost",
            choice.Path,
            string.Empty,
            [
                KeyValuePair.Create("Content-Type", "application/json"),
                KeyValuePair.Create("Accept", "*/*"),
                KeyValuePair.Create(current.Options.SignatureHeader, key.Sign(body, current.Verification.HashAlgorithm)),
            ],
            body);
    }

    private static byte[] Body(SampleChoice choice, string? eventProperty, JsonElement metadata)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (eventProperty is not null)
            {
                writer.WriteString(eventProperty, choice.Event);
            }

            writer.WriteString("companyId", choice.Registration.CompanyId ?? IllowFixtures.CompanyId);
            writer.WriteString("siteId", choice.Registration.SiteId ?? IllowFixtures.SiteId);
            writer.WriteString("idempotencyKey", Guid.NewGuid().ToString());
            writer.WritePropertyName("metadata");
            metadata.WriteTo(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
