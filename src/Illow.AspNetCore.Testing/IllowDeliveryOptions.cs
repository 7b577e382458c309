using System.Security.Cryptography;
using System.Text.Json;

namespace Illow.AspNetCore.Testing;

/// <summary>How a test delivery differs from the usual one. Everything has a default that the application under test accepts.</summary>
public sealed record IllowDeliveryOptions
{
    /// <summary>
    /// The URL's path, or a whole URL. Default: the URL at which the application receives the event, <c>{webhook}</c> filled in; where
    /// that is one of several, <see cref="IllowWebhooksOptions.Path"/>; <c>/webhooks/illow</c> where the application is not known.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The envelope's <c>companyId</c>. Default: the registration's pin, else <see cref="IllowFixtures.CompanyId"/>.</summary>
    public string? CompanyId { get; init; }

    /// <summary>The envelope's <c>siteId</c>. Default: the registration's pin, else <see cref="IllowFixtures.SiteId"/>.</summary>
    public string? SiteId { get; init; }

    /// <summary>The envelope's <c>idempotencyKey</c>. Default: a fresh one for each delivery.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The key, the same that the application was given. Default: <see cref="IllowTestKey.Shared"/>.</summary>
    public IllowTestKey? Key { get; init; }

    /// <summary>
    /// The name of the registration to sign for. Default: the one whose <see cref="IllowWebhookRegistrationOptions.Events"/> hold
    /// the event.
    /// </summary>
    public string? Webhook { get; init; }

    /// <summary>
    /// Whether the body names its event in the member <see cref="IllowWebhooksOptions.EventProperty"/>, which illow itself does not.
    /// Default (null): only where the event is not the only one of the registration's <c>Events</c>, so that its key does not
    /// determine the event.
    /// </summary>
    public bool? NameEvent { get; init; }

    /// <summary>
    /// The member that names the event. Default: the application's <see cref="IllowWebhooksOptions.EventProperty"/>, <c>event</c> where
    /// that is not known.
    /// </summary>
    public string? EventProperty { get; init; }

    /// <summary>
    /// The header that carries the signature. Default: the application's <see cref="IllowWebhooksOptions.SignatureHeader"/>,
    /// <c>illow-signature</c> where that is not known.
    /// </summary>
    public string? SignatureHeader { get; init; }

    /// <summary>
    /// The hash to sign with. Default: the application's <see cref="IllowWebhooksOptions.HashAlgorithm"/>, SHA-1 where that is not known.
    /// </summary>
    public HashAlgorithmName? HashAlgorithm { get; init; }

    /// <summary>
    /// How metadata is written. Default: <see cref="JsonSerializerOptions.Web"/>. A <see cref="JsonElement"/> is sent as the text
    /// that it was read from.
    /// </summary>
    public JsonSerializerOptions? JsonSerializerOptions { get; init; }
}
