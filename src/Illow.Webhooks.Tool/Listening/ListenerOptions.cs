using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Listening;

/// <summary>What a <see cref="Listener"/> works with. Without a target, every delivery gets <paramref name="Answer"/>.</summary>
internal sealed record ListenerOptions(
    RecordingWriter Recordings,
    DeliveryReader Reader,
    Sender Sender,
    ForwardTarget? Target,
    int Answer,
    TimeProvider Time);
