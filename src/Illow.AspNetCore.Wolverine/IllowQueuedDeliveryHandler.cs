using System.ComponentModel;
using Wolverine;
using Wolverine.Attributes;

namespace Illow.AspNetCore.Wolverine;

/// <summary>The handler that Wolverine calls for each delivery in its queue. Public since Wolverine generates code that calls it.</summary>
/// <param name="runner">Runs the delivery.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class IllowQueuedDeliveryHandler(IIllowDeliveryRunner runner)
{
    // Wolverine cancels handlers after 60 seconds by default; a webhook's handler may take as long as it needs
    private const int OneDayInSeconds = 24 * 60 * 60;

    /// <summary>Runs the delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="envelope">Wolverine's envelope around it, which counts the attempts.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    /// <exception cref="IllowDeliveryRunException">The delivery was not handled, or the host shut down in the course of it.</exception>
    [MessageTimeout(OneDayInSeconds)]
    public async Task HandleAsync(IllowQueuedDelivery delivery, Envelope envelope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        try
        {
            await runner.RunAsync(delivery, envelope.Attempts, cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new IllowDeliveryRunException("The host shut down while the handler ran; the delivery will be run again.", exception);
        }
    }
}
