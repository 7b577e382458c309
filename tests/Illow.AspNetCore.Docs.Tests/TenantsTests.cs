using System.Net;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>The program of docs/how-to/tenants.md keeps its tenants apart.</summary>
public sealed class TenantsTests
{
    [Fact]
    public async Task Delivery_OfATenant_IsTakenAtItsUrlAlone()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, Delivery.Fresh(), "contoso"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(app, Delivery.Fresh(), "fabrikam"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, Delivery.Fresh().By(TestKeys.B), "fabrikam"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(app, Delivery.Fresh(), "nobody"));
    }

    [Fact]
    public async Task Delivery_OfAnotherCompany_Is403()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(app, Delivery.Of(companyId: "c-2"), "contoso"));
    }

    [Fact]
    public async Task Delivery_OfTheTenantOfTryIt_Is200AndOfAnotherCompany403()
    {
        await using var app = await RunningSnippet.StartAsync(
            PageProgram.Of("docs/how-to/tenants.md"),
            "--Tenants:contoso:CompanyId", "c1f0", "--Tenants:contoso:PublicKey", TestKeys.A.ExportSubjectPublicKeyInfoPem());

        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, Delivery.Of(companyId: "c1f0"), "contoso"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(app, Delivery.Of(companyId: "c-2", idempotencyKey: "key-2"), "contoso"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(app, Delivery.Fresh(), "fabrikam"));
    }

    [Fact]
    public async Task Delivery_UnderAnotherSpellingOfTheTenant_IsARepetition()
    {
        await using var app = await StartAsync();
        var delivery = Delivery.Fresh();
        await AskAsync(app, delivery, "contoso");

        using var again = await app.SendAsync(delivery, "/tenants/CONTOSO/illow");

        Assert.True(again.Headers.Contains("idempotent-replayed"));
    }

    private static async Task<RunningSnippet> StartAsync()
    {
        var app = await RunningSnippet.StartAsync(PageProgram.Of("docs/how-to/tenants.md"));
        dynamic tenants = app.Service("ITenants");
        tenants.Put((dynamic)app.New("Tenant", "contoso", "c-1", new[] { TestKeys.A.ExportSubjectPublicKeyInfoPem() }));
        tenants.Put((dynamic)app.New("Tenant", "fabrikam", "c-1", new[] { TestKeys.B.ExportSubjectPublicKeyInfoPem() }));
        return app;
    }

    private static async Task<HttpStatusCode> AskAsync(RunningSnippet app, Delivery delivery, string tenant)
    {
        using var response = await app.SendAsync(delivery, $"/tenants/{tenant}/illow");
        return response.StatusCode;
    }
}
