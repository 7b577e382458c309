using Illow.AspNetCore.Inspector.Tests.Hosting;

namespace Illow.AspNetCore.Inspector.Tests.Recording;

/// <summary>In Development the list survives a restart, in a file that holds no credentials.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("illow-history-").FullName;

    private string HistoryPath => Path.Combine(_folder, "history.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Deliveries_AfterARestart_AreThereWithTheirNumbersAndLinks()
    {
        var repeated = InspectorApp.Created();
        await using (var app = await StartAsync())
        {
            await app.DeliverAsync(repeated);
            await app.DeliverAsync(InspectorApp.Forged());
        }

        await using var restarted = await StartAsync();

        Assert.Equal([(1, "handled"), (2, "invalid-signature")], restarted.Records.Select(record => (record.Id, record.Outcome)));
        var again = await restarted.DeliverAsync(repeated);
        Assert.Equal((3, 1), (again.Id, again.First));
        using var replay = await restarted.AskAsync(HttpMethod.Post, "/illow/api/deliveries/2/replay");
        Assert.Equal("invalid-signature", (await InspectorApp.JsonOf(replay)).GetProperty("outcome").GetString());
        using var content = await restarted.AskAsync(HttpMethod.Get, "/illow/api/deliveries/1");
        var envelope = (await InspectorApp.JsonOf(content)).GetProperty("envelope");
        Assert.Equal(repeated.IdempotencyKey, envelope.GetProperty("idempotencyKey").GetString());
    }

    [Fact]
    public async Task File_HoldsNoCredentials_AndIsForItsOwnerAlone()
    {
        await using (var app = await StartAsync())
        {
            using var request = InspectorApp.Created().ToRequest();
            request.RequestUri = new Uri("/webhooks/illow?code=credential-marker", UriKind.Relative);
            foreach (var name in new[] { "Authorization", "Cookie", "X-Functions-Key", "X-Amzn-Oidc-Data", "Ocp-Apim-Subscription-Key" })
            {
                request.Headers.TryAddWithoutValidation(name, "credential-marker");
            }

            using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        var text = await File.ReadAllTextAsync(HistoryPath, TestContext.Current.CancellationToken);
        Assert.Contains("illow-signature", text, StringComparison.Ordinal);
        Assert.DoesNotContain("credential-marker", text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(HistoryPath));
        }
    }

    [Fact]
    public async Task File_ManyLargeDeliveries_StaysBounded()
    {
        await using (var app = await StartAsync())
        {
            var body = new byte[60_000];
            for (var i = 0; i < 250; i++)
            {
                app.Log.Add(Records.Of(TimeProvider.System, body: body));
            }
        }

        Assert.InRange(new FileInfo(HistoryPath).Length, 1, 6 * 1024 * 1024);
        await using var restarted = await StartAsync();
        Assert.InRange(restarted.Records.Count, 10, 200);
        Assert.Equal(250, restarted.Records[^1].Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("[{\"delivery\":null,\"request\":null}]")]
    public async Task Start_FileOfNoUse_ListIsEmpty(string text)
    {
        await File.WriteAllTextAsync(HistoryPath, text, TestContext.Current.CancellationToken);

        await using var app = await StartAsync();

        Assert.Empty(app.Records);
        await app.DeliverAsync(InspectorApp.Created());
        Assert.Equal(1, Assert.Single(app.Records).Id);
    }

    [Fact]
    public async Task Clear_TheFileToo()
    {
        await using (var app = await StartAsync())
        {
            await app.DeliverAsync(InspectorApp.Created());
            using var answer = await app.AskAsync(HttpMethod.Delete, "/illow/api/deliveries");
            Assert.True(answer.IsSuccessStatusCode);
            Assert.Empty(app.Records);
        }

        await using var restarted = await StartAsync();
        Assert.Empty(restarted.Records);
    }

    [Fact]
    public async Task Default_ProjectThatListens_KeepsThemInItsObjFolder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "obj"));
        await using (var app = await StartAsync(kestrel: true, file: null))
        {
            await app.DeliverAsync(InspectorApp.Created());
        }

        Assert.True(File.Exists(Path.Combine(_folder, "obj", "illow-inspector.json")));
        await using var restarted = await StartAsync(kestrel: true, file: null);
        Assert.Single(restarted.Records);
    }

    [Theory]
    [InlineData(false, null, true)]
    [InlineData(true, "", true)]
    [InlineData(true, null, false)]
    public async Task Default_TestHostOrSwitchedOffOrNoProject_WritesNothing(bool kestrel, string? file, bool hasObj)
    {
        if (hasObj)
        {
            Directory.CreateDirectory(Path.Combine(_folder, "obj"));
        }

        await using (var app = await StartAsync(kestrel, file))
        {
            await app.DeliverAsync(InspectorApp.Created());
        }

        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Map_HistoryFileOutsideDevelopment_IsRefused()
    {
        var plan = Protected.Plan with { Settings = new() { ["Illow:Inspector:HistoryFile"] = HistoryPath } };
        var refusal = Assert.Throws<InvalidOperationException>(() => InspectorApp.Build(plan));
        Assert.Contains("HistoryFile", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Default_OutsideDevelopment_WritesNothing()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "obj"));
        await using (var app = await InspectorApp.StartAsync(Protected.Plan with { Kestrel = true, ContentRoot = _folder }))
        {
            await app.DeliverAsync(InspectorApp.Created());
        }

        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    private Task<InspectorApp> StartAsync() => StartAsync(kestrel: false, HistoryPath);

    private Task<InspectorApp> StartAsync(bool kestrel, string? file) => InspectorApp.StartAsync(new()
    {
        Kestrel = kestrel,
        ContentRoot = _folder,
        Settings = file is null ? [] : new() { ["Illow:Inspector:HistoryFile"] = file },
    });
}
