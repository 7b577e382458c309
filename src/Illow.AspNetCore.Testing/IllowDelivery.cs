using System.Net.Http.Headers;
using System.Security.Cryptography;
using Illow.AspNetCore.Testing.Deliveries;

namespace Illow.AspNetCore.Testing;

/// <summary>
/// One signed delivery, ready to be sent as often as wanted: sending the same one again is a repetition. Immutable; safe to share
/// between threads.
/// </summary>
public sealed class IllowDelivery
{
    internal IllowDelivery(string path, string signatureHeader, byte[] body, string signature, string idempotencyKey)
    {
        Path = path;
        SignatureHeader = signatureHeader;
        Body = body;
        Signature = signature;
        IdempotencyKey = idempotencyKey;
    }

    /// <summary>Where it goes: a path or a whole URL.</summary>
    public string Path { get; }

    /// <summary>The bytes that were signed.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The name of the header that carries the signature.</summary>
    public string SignatureHeader { get; }

    /// <summary>The signature header's value.</summary>
    public string Signature { get; }

    /// <summary>The envelope's <c>idempotencyKey</c>.</summary>
    public string IdempotencyKey { get; }

    /// <summary>Builds an envelope and signs it.</summary>
    /// <param name="eventName">The event, such as <c>dsr.created</c>. How it travels: <see cref="IllowDeliveryOptions.NameEvent"/>.</param>
    /// <param name="metadata">
    /// The event's data: <see cref="DsrCreated"/>, any object, a string, a <see cref="System.Text.Json.JsonElement"/>, null.
    /// </param>
    /// <param name="options">What is to differ.</param>
    /// <exception cref="ArgumentException"><paramref name="eventName"/> is null or blank.</exception>
    /// <exception cref="InvalidOperationException">
    /// No registration of the application brings this event, or the named one does not exist, or the application receives the event
    /// at several URLs, or several applications with different settings share the key.
    /// </exception>
    /// <exception cref="CryptographicException">The platform does not sign with the hash.</exception>
    public static IllowDelivery Create(string eventName, object? metadata, IllowDeliveryOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventName);
        return DeliveryPlan.For(eventName, options ?? new()).Build(metadata);
    }

    /// <summary>A new request with this delivery in it, for tests that change it before it is sent.</summary>
    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ReadOnlyMemoryContent(Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        request.Headers.TryAddWithoutValidation(SignatureHeader, Signature);
        return request;
    }
}
