using System.Globalization;
using System.Text;
using StackExchange.Redis;
using static Illow.AspNetCore.Redis.Tests.Deliver;

namespace Illow.AspNetCore.Redis.Tests;

public sealed class RecordTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
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
        Assert.Equal(["b", "e", "f", "l", "o", "s"], await FieldsAsync(request));
        Assert.InRange((await Database.KeyTimeToLiveAsync(Key(request)))!.Value, Ample, Ample + TimeSpan.FromHours(1));

        await Store.ReleaseAsync(claim, default);
        Assert.Equal([Key(request)], Keys());
        Assert.Equal(["f", "s"], await FieldsAsync(request));
        Assert.InRange((await Database.KeyTimeToLiveAsync(Key(request)))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));

        Assert.True(await Store.CompleteAsync(await Store.MustClaimAsync(request), TimeSpan.FromDays(30), default));
        Assert.Equal([Key(request)], Keys());
        Assert.Equal(["b", "s"], await FieldsAsync(request));
        Assert.InRange((await Database.KeyTimeToLiveAsync(Key(request)))!.Value, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30));
    }

    [Fact]
    public async Task Record_OfABody_HoldsItsHashOnly()
    {
        var body = Encoding.UTF8.GetBytes("""{"companyId":"marker-4711"}""");
        var request = NewRequest() with { BodyHash = IllowDigest.Of(body) };
        await Store.MustClaimAsync(request);

        var fields = await Database.HashGetAllAsync(Key(request));

        Assert.Equal(request.BodyHash.ToArray(), (byte[])fields.Single(field => field.Name == "b").Value!);
        Assert.DoesNotContain(fields, field => Encoding.Latin1.GetString((byte[])field.Value!).Contains("marker-4711", StringComparison.Ordinal));
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
        await MoveAsync(request, "e", years: 10);
        await MoveAsync(request, "f", years: 10);

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
        await MoveAsync(request, "e", years: -10);

        Assert.False(await Store.CompleteAsync(old, Ample, default));
        Assert.True((await Store.MustClaimAsync(request)).Fence > old.Fence);
    }

    [Fact]
    public async Task Claim_KeyIsSomethingElse_Throws()
    {
        var request = NewRequest();
        await Database.StringSetAsync(Key(request), "not ours");

        var error = await Assert.ThrowsAsync<RedisServerException>(async () => await Store.ClaimAsync(request, default));

        Assert.Contains("WRONGTYPE", error.Message, StringComparison.Ordinal);
        Assert.Equal("not ours", await Database.StringGetAsync(Key(request)));
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

    private async Task<string[]> FieldsAsync(IllowClaimRequest request) =>
        [.. (await Database.HashKeysAsync(Key(request))).Select(field => field.ToString()).Order(StringComparer.Ordinal)];

    private async Task MoveAsync(IllowClaimRequest request, string field, int years)
    {
        var value = long.Parse((await Database.HashGetAsync(Key(request), field)).ToString(), CultureInfo.InvariantCulture);
        await Database.HashSetAsync(Key(request), field, value + (long)TimeSpan.FromDays(365 * years).TotalMicroseconds);
    }
}
