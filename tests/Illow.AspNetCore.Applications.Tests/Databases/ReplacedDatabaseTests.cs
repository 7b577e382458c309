using Illow.Webhooks;
using System.Net;
using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Illow.AspNetCore.Applications.Tests.Databases;

/// <summary>An application's own tests, which replace its database by one in memory that cannot hold the webhook inbox.</summary>
public sealed class ReplacedDatabaseTests
{
    [Fact]
    public async Task Start_DatabaseReplacedAndStoreInMemory_HandlesOnceAndRecognisesTheRepetition()
    {
        await using var app = NewApplication(builder => builder.Services.UseIllowInMemoryStore());
        await app.StartAsync();
        using var client = app.GetTestClient();
        var delivery = IllowDelivery.Create("dsr.created", IllowFixtures.DsrCreated());

        using var first = await client.PostIllowDeliveryAsync(delivery);
        using var again = await client.PostIllowDeliveryAsync(delivery);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.True(again.Headers.Contains("idempotent-replayed"));
    }

    [Theory]
    [InlineData("host")]
    [InlineData("web host")]
    public async Task UseIllowInMemoryStore_OnAnyBuilder_TakesThePlaceOfTheStore(string builder)
    {
        await using var app = NewApplication(application =>
        {
            if (builder == "host")
            {
                application.Host.UseIllowInMemoryStore();
            }
            else
            {
                application.WebHost.UseIllowInMemoryStore();
            }
        });

        await app.StartAsync();

        Assert.Equal("InMemoryIdempotencyStore", app.Services.GetRequiredService<IIllowIdempotencyStore>().GetType().Name);
    }

    [Fact]
    public async Task Start_DatabaseReplacedAlone_NamesTheCall()
    {
        await using var app = NewApplication(_ => { });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Contains("UseIllowInMemoryStore()", exception.Message, StringComparison.Ordinal);
    }

    private static WebApplication NewApplication(Action<WebApplicationBuilder> replace)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddDbContext<ShopDb>(options => options.UseNpgsql("Host=nowhere"));
        builder.Services.AddIllowWebhooks().AddEntityFrameworkStore<ShopDb>(options => options.Transactional = true);

        // What the application's tests do
        builder.Services.RemoveAll<IDbContextOptionsConfiguration<ShopDb>>();
        builder.Services.RemoveAll<DbContextOptions<ShopDb>>();
        builder.Services.AddDbContext<ShopDb>(options => options.UseInMemoryDatabase("shop"));
        builder.Services.UseIllowTestKey();
        replace(builder);
        var app = builder.Build();
        app.UseIllowWebhooks();
        app.MapIllowWebhook("dsr.created", (IllowEnvelope<DsrCreated> _, ShopDb _) => Results.NoContent());
        return app;
    }
}
