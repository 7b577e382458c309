using Illow.Webhooks.Tool.Rendering;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>How to send. <paramref name="AcceptUntrusted"/>: certificates of loopback need not be trusted.</summary>
internal sealed record SenderOptions(TimeSpan Timeout, int Concurrency, bool AcceptUntrusted, VerboseView? Verbose);
