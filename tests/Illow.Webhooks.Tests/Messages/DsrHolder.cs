namespace Illow.Webhooks.Tests.Messages;

internal sealed class DsrHolder
{
    public DsrCreated? Dsr { get; init; }
}
