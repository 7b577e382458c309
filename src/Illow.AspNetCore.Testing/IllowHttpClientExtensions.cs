namespace Illow.AspNetCore.Testing;

/// <summary>Sends deliveries as illow does, by any <see cref="HttpClient"/>: a test host's or one to a running application.</summary>
public static class IllowHttpClientExtensions
{
    /// <summary>Builds an envelope with a fresh idempotency key, signs it and posts it.</summary>
    /// <param name="client">The application's client.</param>
    /// <param name="eventName">The event, such as <c>dsr.created</c>.</param>
    /// <param name="metadata">The event's data: <see cref="DsrCreated"/>, any object, a string, null.</param>
    /// <param name="options">What is to differ: path, ids, idempotency key, key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The application's answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="InvalidOperationException">As <see cref="IllowDelivery.Create"/>.</exception>
    /// <remarks>
    /// The client's application has to have started (a client of <c>WebApplicationFactory</c> sees to that), since its settings tell which
    /// registration's key signs and whether the body names the event.
    /// </remarks>
    public static Task<HttpResponseMessage> PostIllowWebhookAsync(
        this HttpClient client,
        string eventName,
        object? metadata,
        IllowDeliveryOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.PostIllowDeliveryAsync(IllowDelivery.Create(eventName, metadata, options), cancellationToken);

    /// <summary>Posts a delivery; the same one again is a repetition.</summary>
    /// <param name="client">The application's client.</param>
    /// <param name="delivery">What to send.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The application's answer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static async Task<HttpResponseMessage> PostIllowDeliveryAsync(
        this HttpClient client, IllowDelivery delivery, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(delivery);
        using var request = delivery.ToRequest();
        return await client.SendAsync(request, cancellationToken);
    }
}
