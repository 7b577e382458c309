using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Tests.Middleware;

/// <summary>An endpoint that was never added must never be taken for one that was: it would pass unverified.</summary>
public sealed class NonWebhookEndpointCacheTests
{
    private readonly NonWebhookEndpointCache _others = new();

    [Fact]
    public void Contains_Added_IsTrueForItAlone()
    {
        var added = NewEndpoint();
        _others.Add(added);

        Assert.True(_others.Contains(added));
        Assert.DoesNotContain(Enumerable.Range(0, 10_000), _ => _others.Contains(NewEndpoint()));
        Assert.True(_others.Contains(added));
    }

    [Fact]
    public void Contains_MoreAddedThanFit_ForgetsSomeAndTakesNoneForAnother()
    {
        var added = Enumerable.Range(0, 10_000).Select(_ => NewEndpoint()).ToList();
        added.ForEach(_others.Add);

        Assert.True(_others.Contains(added[^1]));
        Assert.InRange(added.Count(_others.Contains), 1, 1_000);
        Assert.DoesNotContain(Enumerable.Range(0, 10_000), _ => _others.Contains(NewEndpoint()));
    }

    private static Endpoint NewEndpoint() => new(null, EndpointMetadataCollection.Empty, null);
}
