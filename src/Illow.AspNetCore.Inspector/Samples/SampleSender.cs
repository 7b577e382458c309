using System.Text.Json;
using System.Text.Json.Nodes;
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

        // Of an element the delivery would keep the page's indentation
        var delivery = IllowDelivery.Create(choice.Event, JsonNode.Parse(metadata.GetRawText()), new IllowDeliveryOptions
        {
            Key = key,
            CompanyId = choice.Registration.CompanyId,
            SiteId = choice.Registration.SiteId,
            // As illow's own deliveries, which name no event, where the key alone determines it
            NameEvent = current.EventProperty is not null && choice.Registration.OnlyEvent != choice.Event,
            EventProperty = current.EventProperty,
            SignatureHeader = current.Options.SignatureHeader,
            HashAlgorithm = current.Verification.HashAlgorithm,
        });
        return new InspectedRequest(
            HttpMethods.Post,
            askedBy.Scheme,
            askedBy.Host.Value ?? "localhost",
            choice.Path,
            string.Empty,
            [
                KeyValuePair.Create("Content-Type", "application/json"),
                KeyValuePair.Create("Accept", "*/*"),
                KeyValuePair.Create(delivery.SignatureHeader, delivery.Signature),
            ],
            delivery.Body.ToArray());
    }
}
