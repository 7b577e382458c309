namespace Illow.AspNetCore.Tests.Protocol.Envelopes;

internal sealed class DsrHolder
{
    public DsrCreated? Dsr { get; init; }
}
