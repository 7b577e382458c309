namespace Illow.AspNetCore.FaultReceiver;

/// <summary>Where a receiver can be killed. An idempotency key "kill-Effect-17" dies once at that point.</summary>
internal enum KillPoint
{
    Claim,
    Handler,
    Effect,
    BeforeCompletion,
    AfterCompletion,
    Enqueued,
    RunBeforeCompletion,
}
