using System.Globalization;
using System.Text;
using StackExchange.Redis;
using static Illow.AspNetCore.Redis.Tests.Deliver;

namespace Illow.AspNetCore.Redis.Tests;

public sealed class RecordTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const int FenceColumn = 49;

    private ConnectionMultiplexer? _connection;
    private StoreHost? _host;

    private IDatabase Database => _connection!.GetDatabase();

    private IIllowIdempotencyStore Store => _host!.Store;

    public async ValueTask InitializeAsync()
    {
        var server = await redis.ServerAsync();
        await server.SayAsync("FLUSHALL");
        _connection = await ConnectionMultiplexer.ConnectAsync(server.Address);
        _host = StoreHost.Over(server);
    }

    [Fact]
    public async Task Record_OfOneScope_IsOneKeyThroughItsLife()
    {
        var request = NewRequest();
        var claim = await Store.MustClaimAsync(request);
        Assert.Equal([Key(request)], Keys());
        Assert.Equal(Held(request, claim), await ValueAsync(request));
        Assert.InRange((await Database.KeyTimeToLiveAsync(Key(request)))!.Value, Ample, Ample + TimeSpan.FromHours(1));

        await Store.ReleaseAsync(claim, default);
        Assert.Equal([Key(request)], Keys());
        Assert.Equal("f" + Fence(claim), await ValueAsync(request));
        Assert.InRange((await Database.KeyTimeToLiveAsync(Key(request)))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));

        Assert.True(await Store.CompleteAsync(await Store.MustClaimAsync(request), TimeSpan.FromDays(30), default));
        Assert.Equal([Key(request)], Keys());
        Assert.Equal("d" + Latin1(request.BodyHash.ToArray()), await ValueAsync(request));
        Assert.InRange((await Database.KeyTimeToLiveAsync(Key(request)))!.Value, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30));
    }

    [Fact]
    public async Task Record_OfABody_HoldsItsHashOnly()
    {
        var body = Encoding.UTF8.GetBytes("""{"companyId":"marker-4711"}""");
        var request = NewRequest() with { BodyHash = IllowDigest.Of(body) };
        await Store.MustClaimAsync(request);

        var value = await ValueAsync(request);

        Assert.Contains(Latin1(request.BodyHash.ToArray()), value, StringComparison.Ordinal);
        Assert.DoesNotContain("marker-4711", value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_WithPrefixAndDatabase_KeepsToThem()
    {
        await using var own = new StoreHost((await redis.ServerAsync()).Address, options =>
        {
            options.KeyPrefix = "shop:";
            options.Database = 3;
        });
        var request = NewRequest();
        await own.Store.MustClaimAsync(request);

        Assert.Empty(Keys());
        Assert.Equal([(RedisKey)$"shop:{{{request.Scope}}}"], Keys(3));
        await Store.MustClaimAsync(request);
    }

    [Fact]
    public async Task Claim_ServersClockWasSetBack_HoldsNoLongerThanItsLease()
    {
        var lease = TimeSpan.FromSeconds(1);
        var request = NewRequest(lease);
        var old = await Store.MustClaimAsync(request);
        await Database.StringSetRangeAsync(Key(request), FenceColumn, Fence(old, years: 10));
        await Database.KeyExpireAsync(Key(request), TimeSpan.FromDays(3650));

        var refused = await Store.ClaimAsync(request, default);
        Assert.Equal(IllowClaimStatus.InProgress, refused.Status);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromTicks(1), lease);
        Assert.InRange((await Database.KeyTimeToLiveAsync(Key(request)))!.Value, lease, lease + TimeSpan.FromHours(1));
        await Task.Delay(lease + TimeSpan.FromMilliseconds(50));

        Assert.True((await Store.MustClaimAsync(request)).Fence > old.Fence + (TimeSpan.FromDays(3650).TotalMicroseconds / 2));
    }

    [Fact]
    public async Task Claim_ServersClockWasSetForward_IsTakenOverWithLargerFence()
    {
        var request = NewRequest();
        var old = await Store.MustClaimAsync(request);
        await Database.KeyExpireAsync(Key(request), TimeSpan.FromMinutes(30));

        Assert.False(await Store.RenewAsync(old, Ample, default));
        Assert.False(await Store.CompleteAsync(old, Ample, default));
        Assert.True((await Store.MustClaimAsync(request)).Fence > old.Fence);
    }

    [Fact]
    public async Task Claim_RecordWasReleasedWithLargerFence_GrowsOnFromIt()
    {
        var request = NewRequest();
        var old = await Store.MustClaimAsync(request);
        await Database.StringSetRangeAsync(Key(request), FenceColumn, Fence(old, years: 10));
        await Store.ReleaseAsync(old, default);

        var claim = await Store.MustClaimAsync(request);

        Assert.Equal(Fence(old with { Fence = old.Fence + 1 }, years: 10), Fence(claim));
        Assert.Equal(Held(request, claim), await ValueAsync(request));
    }

    [Fact]
    public async Task Renew_WithAnotherLease_IsWrittenDown()
    {
        var request = NewRequest();
        var claim = await Store.MustClaimAsync(request);

        Assert.True(await Store.RenewAsync(claim, TimeSpan.FromMinutes(7), default));

        Assert.Equal(Held(request with { Lease = TimeSpan.FromMinutes(7) }, claim), await ValueAsync(request));
        Assert.InRange((await Database.KeyTimeToLiveAsync(Key(request)))!.Value, TimeSpan.FromMinutes(66.5), TimeSpan.FromMinutes(67));
    }

    [Fact]
    public async Task Claim_KeyIsSomethingElse_Throws()
    {
        var (text, hash) = (NewRequest(), NewRequest());
        await Database.StringSetAsync(Key(text), "not ours");
        await Database.HashSetAsync(Key(hash), "not", "ours");

        foreach (var request in new[] { text, hash })
        {
            var error = await Assert.ThrowsAsync<RedisServerException>(async () => await Store.ClaimAsync(request, default));
            Assert.Contains("WRONGTYPE", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal("not ours", await Database.StringGetAsync(Key(text)));
        Assert.Equal("ours", await Database.HashGetAsync(Key(hash), "not"));
    }

    [Fact]
    public async Task Claim_OfLessThanAMillisecond_IsAClaim()
    {
        var request = NewRequest(TimeSpan.FromTicks(1));
        var claim = await Store.MustClaimAsync(request);
        await Task.Delay(5);
        Assert.False(await Store.CompleteAsync(claim, TimeSpan.FromTicks(1), default));
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
            await _connection!.DisposeAsync();
        }
    }

    private static RedisKey Key(IllowClaimRequest request) => $"illow:{{{request.Scope}}}";

    private RedisKey[] Keys(int database = 0) => [.. _connection!.GetServers().Single().Keys(database)];

    private async Task<string> ValueAsync(IllowClaimRequest request) => Latin1((byte[])(await Database.StringGetAsync(Key(request)))!);

    private static string Held(IllowClaimRequest request, IllowClaim claim) => string.Create(
        CultureInfo.InvariantCulture,
        $"h{Latin1(claim.Owner.ToByteArray())}{Latin1(request.BodyHash.ToArray())}{Fence(claim)}{request.Lease.TotalMilliseconds}");

    private static string Fence(IllowClaim claim, int years = 0) =>
        (claim.Fence + (long)TimeSpan.FromDays(365 * years).TotalMicroseconds).ToString("D16", CultureInfo.InvariantCulture);

    private static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
