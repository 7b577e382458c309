using System.Net;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>The program of docs/how-to/vault-keys.md before a stand-in for the vault that speaks its protocol.</summary>
public sealed class VaultKeysTests : IAsyncLifetime
{
    private FakeVault _vault = null!;
    private RunningSnippet _app = null!;

    public async ValueTask InitializeAsync()
    {
        _vault = await FakeVault.StartAsync();
        _vault.Keys["illow-contoso"] = TestKeys.A.ExportSubjectPublicKeyInfoPem();
        _app = await RunningSnippet.StartAsync(
            PageProgram.Of("docs/how-to/vault-keys.md"), "--Vault:Address", _vault.Address, "--Vault:Token", FakeVault.Token);
    }

    [Fact]
    public async Task Delivery_OfATenant_IsVerifiedWithTheVaultsKey()
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync("contoso"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("contoso", Delivery.Fresh().By(TestKeys.B)));
    }

    [Fact]
    public async Task Deliveries_Many_AskTheVaultOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync("contoso")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal(["illow-contoso"], _vault.Asked);
    }

    [Fact]
    public async Task Delivery_OfAnUnknownTenant_Is404AndAsksOnce()
    {
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync("nobody"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync("nobody"));
        Assert.Equal(["illow-nobody"], _vault.Asked);
    }

    [Fact]
    public async Task Delivery_NameThatNoVaultHas_AsksNobody()
    {
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync("no%20body"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(new string('a', 65)));
        Assert.Empty(_vault.Asked);
    }

    [Fact]
    public async Task Delivery_WhileTheVaultIsAway_Is503AndThenTakenAgain()
    {
        _vault.IsAway = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync("contoso"));

        _vault.IsAway = false;
        Assert.Equal(HttpStatusCode.OK, await AskAsync("contoso"));
    }

    [Fact]
    public async Task Delivery_AfterTheKeyWasRead_IsTakenWithoutTheVault()
    {
        await AskAsync("contoso");
        _vault.IsAway = true;

        Assert.Equal(HttpStatusCode.OK, await AskAsync("contoso"));
    }

    [Fact]
    public async Task Keys_AfterFiveMinutes_AreReadAnew()
    {
        var (keys, time) = Provider();
        await keys.GetPublicKeysAsync("contoso", TestContext.Current.CancellationToken);
        _vault.Keys["illow-contoso"] = "new key";

        time.Advance(TimeSpan.FromMinutes(4));
        Assert.NotEqual(["new key"], await keys.GetPublicKeysAsync("contoso", TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["new key"], await keys.GetPublicKeysAsync("contoso", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Keys_WhileTheVaultIsAway_ServeForAnHourAndNoLonger()
    {
        var (keys, time) = Provider();
        var known = await keys.GetPublicKeysAsync("contoso", TestContext.Current.CancellationToken);
        _vault.IsAway = true;

        for (var minutes = 6; minutes < 60; minutes += 6)
        {
            time.Advance(TimeSpan.FromMinutes(6));
            Assert.Equal(known, await keys.GetPublicKeysAsync("contoso", TestContext.Current.CancellationToken));
        }

        time.Advance(TimeSpan.FromMinutes(6));
        await Assert.ThrowsAsync<HttpRequestException>(
            async () => await keys.GetPublicKeysAsync("contoso", TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _vault.DisposeAsync();
    }

    private (IIllowKeyProvider Keys, FakeTimeProvider Time) Provider()
    {
        var time = new FakeTimeProvider();
        return ((IIllowKeyProvider)_app.New("VaultKeys", _app.Service("IKeyVault"), time), time);
    }

    private async Task<HttpStatusCode> AskAsync(string tenant, Delivery? delivery = null)
    {
        using var response = await _app.SendAsync(delivery ?? Delivery.Fresh(), $"/tenants/{tenant}/illow");
        return response.StatusCode;
    }
}
