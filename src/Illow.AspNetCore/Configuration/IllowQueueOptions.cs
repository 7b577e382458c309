namespace Illow.AspNetCore;

/// <summary>How deliveries are stored in the queue of queued handlers.</summary>
public sealed class IllowQueueOptions
{
    /// <summary>
    /// Whether bodies are encrypted at rest with ASP.NET Core Data Protection. Default: false. Needs <c>AddDataProtection()</c> and a key
    /// ring that every instance which runs the queue can read, for as long as a delivery may wait.
    /// </summary>
    public bool Protect { get; set; }
}
