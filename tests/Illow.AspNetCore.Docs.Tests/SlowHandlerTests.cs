using System.Net;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>The program of docs/how-to/slow-handlers.md: stored first, acknowledged after, worked on later, once.</summary>
public sealed class SlowHandlerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-slow-");

    [Fact]
    public async Task Delivery_Verified_IsStoredOnceAndWorkedOn()
    {
        await using var app = await StartAsync();
        var delivery = Delivery.Of();

        using var first = await app.SendAsync(delivery);
        using var second = await app.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.True(second.Headers.Contains("idempotent-replayed"));
        await SeesAsync(app, """[{"dsrId":"dsr-1","done":true}]""");
    }

    [Fact]
    public async Task Delivery_Forged_StoresNothing()
    {
        await using var app = await StartAsync();

        using var forged = await app.SendAsync(Delivery.Of().Unsigned());

        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal("[]", await app.GetAsync("/requests"));
    }

    [Fact]
    public async Task Delivery_AfterARestart_IsStillKnown()
    {
        var delivery = Delivery.Of();
        await using (var before = await StartAsync())
        {
            using var first = await before.SendAsync(delivery);
        }

        await using var app = await StartAsync();
        using var second = await app.SendAsync(delivery);

        Assert.True(second.Headers.Contains("idempotent-replayed"));
        await SeesAsync(app, """[{"dsrId":"dsr-1","done":true}]""");
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private Task<RunningSnippet> StartAsync() => RunningSnippet.StartAsync(
        PageProgram.Of("docs/how-to/slow-handlers.md"),
        "--ConnectionStrings:Privacy",
        $"Data Source={_folder.FullName}/privacy.db");

    private static Task SeesAsync(RunningSnippet app, string expected) =>
        Eventually.HoldsAsync(async () => await app.GetAsync("/requests") == expected);
}
