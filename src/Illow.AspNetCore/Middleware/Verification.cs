namespace Illow.AspNetCore.Middleware;

/// <summary>What steps 1 to 5 of a request came to: a verified delivery, or the answer that refuses it.</summary>
internal readonly record struct Verification
{
    private Verification(VerifiedDelivery? delivery, Answer? refusal)
    {
        Delivery = delivery;
        Refusal = refusal;
    }

    internal VerifiedDelivery? Delivery { get; }

    internal Answer? Refusal { get; }

    /// <summary>Why, for Development's eyes only.</summary>
    internal string? Detail { get; init; }

    /// <summary>The event, where it was told before the refusal.</summary>
    internal string? Event { get; init; }

    internal static Verification Refused(Answer answer, string? detail = null) => new(null, answer) { Detail = detail };

    /// <summary>The body never came whole: the exception that says so. Neither a delivery nor a refusal then.</summary>
    internal Exception? CutOff { get; private init; }

    internal static Verification CutOffBy(Exception exception) => new(null, null) { CutOff = exception };

    internal static Verification Of(VerifiedDelivery delivery) => new(delivery, null) { Event = delivery.Envelope.Event };
}
