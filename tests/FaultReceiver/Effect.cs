namespace Illow.AspNetCore.FaultReceiver;

/// <summary>That an event was handled. No unique key: a second handling must show as a second row.</summary>
internal sealed class Effect
{
    public long Id { get; set; }

    public required string Key { get; set; }
}
