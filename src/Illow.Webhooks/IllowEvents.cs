namespace Illow.Webhooks;

/// <summary>The names of the events that illow documents.</summary>
/// <remarks>A delivery does not carry its event's name: the webhook that it came by determines it.</remarks>
public static class IllowEvents
{
    /// <summary>A data subject request was created. Its data: <see cref="Webhooks.DsrCreated"/>.</summary>
    public const string DsrCreated = "dsr.created";

    /// <summary>In place of a name where the event could not be determined and a handler takes every event.</summary>
    public const string Unknown = "unknown";
}
