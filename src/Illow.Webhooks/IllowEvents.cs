namespace Illow.Webhooks;

/// <summary>Names of events that illow documents or that this package gives. No other name is rejected.</summary>
public static class IllowEvents
{
    /// <summary>A data subject request was created: <c>dsr.created</c>.</summary>
    public const string DsrCreated = "dsr.created";

    /// <summary>The event of a delivery that names none, when a handler of all events takes it: <c>unknown</c>.</summary>
    public const string Unknown = "unknown";

    /// <summary>The events whose data this package knows. Others are received all the same.</summary>
    public static IReadOnlyList<IllowKnownEvent> Known => KnownEvents.All;
}
