namespace Illow.AspNetCore.Diagnostics.Audit;

/// <summary>Whether UseIllowWebhooks() was called. Its registration also shows that AddIllowWebhooks() was.</summary>
internal sealed class MiddlewareUse
{
    internal bool Called { get; set; }
}
