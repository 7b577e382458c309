using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Illow.AspNetCore.Testing.Hosting;

namespace Illow.AspNetCore.Testing.Deliveries;

/// <summary>How deliveries of one event to one application are made: which key signs, and whether the body names the event.</summary>
internal sealed record DeliveryPlan(
    string Event,
    IllowDeliveryOptions Options,
    IllowTestKey Key,
    string Path,
    string SignatureHeader,
    HashAlgorithmName Hash,
    string? EventProperty,
    string CompanyId,
    string SiteId)
{
    private const string DefaultPath = "/webhooks/illow";
    private const string DefaultHeader = "illow-signature";
    private const string DefaultEventProperty = "event";

    internal static DeliveryPlan For(string @event, IllowDeliveryOptions options)
    {
        var key = options.Key ?? IllowTestKey.Shared;
        var app = key.Apps.Find();
        var registration = app is null ? null : Choose(app, @event, options.Webhook);
        var isImplied = registration?.Implies(@event) ?? false;
        return new DeliveryPlan(
            @event,
            options,
            registration?.Key ?? (options.Webhook is { } webhook ? key.For(webhook) : key),
            options.Path ?? (registration is null ? null : key.Apps.FindUrl(@event, registration.Name)) ?? DefaultPath,
            options.SignatureHeader ?? app?.SignatureHeader ?? DefaultHeader,
            options.HashAlgorithm ?? HashOf(app),
            options.NameEvent ?? !isImplied ? options.EventProperty ?? EventPropertyOf(app) : null,
            options.CompanyId ?? registration?.CompanyId ?? IllowFixtures.CompanyId,
            options.SiteId ?? registration?.SiteId ?? IllowFixtures.SiteId);
    }

    internal IllowDelivery Build(object? metadata)
    {
        // A JsonElement is text already, which stays as it is: escapes, white space, the way numbers are written
        var json = metadata is JsonElement { ValueKind: not JsonValueKind.Undefined } element
            ? Encoding.UTF8.GetBytes(element.GetRawText())
            : JsonSerializer.SerializeToUtf8Bytes(metadata, Options.JsonSerializerOptions ?? JsonSerializerOptions.Web);
        var envelope = Envelope(json);
        return Sign(EnvelopeWriter.Write(envelope), envelope.IdempotencyKey);
    }

    internal EnvelopeText Envelope(byte[] metadataJson) =>
        new(CompanyId, SiteId, Options.IdempotencyKey ?? Guid.NewGuid().ToString(), Event, EventProperty, metadataJson);

    internal IllowDelivery Sign(byte[] body, string idempotencyKey) =>
        new(Path, SignatureHeader, body, Key.Sign(body, Hash), idempotencyKey);

    private static TestRegistration Choose(TestApp app, string @event, string? webhook)
    {
        if (webhook is not null)
        {
            return app.Named(webhook) ?? throw new InvalidOperationException(
                $"The application has no registration named {webhook}. It has: {Names(app)}.");
        }

        return app.Delivering(@event) ?? throw new InvalidOperationException(
            $"No registration of the application has {@event} among its Events, so illow could not deliver it. "
            + $"Add it to the Events of one of {Names(app)}, or name one of them in IllowDeliveryOptions.Webhook "
            + "to see how the application answers.");
    }

    private static HashAlgorithmName HashOf(TestApp? app) =>
        app is not null && IllowWebhookVerifierOptions.TryParseHashAlgorithm(app.HashAlgorithm, out var hash)
            ? hash
            : HashAlgorithmName.SHA1;

    private static string? EventPropertyOf(TestApp? app) => app is null ? DefaultEventProperty : app.EventProperty;

    private static string Names(TestApp app) => string.Join(", ", app.Registrations.Select(registration => registration.Name));
}
