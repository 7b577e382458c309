using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>What is copied or downloaded holds the bytes that were signed, whatever they are.</summary>
[Collection(OneBrowser.Name)]
public sealed class CopyTests(Chromium chromium)
{
    public static TheoryData<byte[]> Bodies => new()
    {
        Encoding.UTF8.GetBytes("{\"text\":\"it's \\u00e9 é 🙂 $HOME `id` \\\\ %s !! \"}"),
        Encoding.UTF8.GetBytes("{\r\n\t\"a\": 1\n}\n"),
        Encoding.UTF8.GetBytes("\ufeff{\"a\":\"\"\"\"}"),
        new byte[] { 0x7b, 0xff, 0xfe, 0x00, 0x0a, 0x7d },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Curl_RunInAShell_DeliversTheSameBytesAndSignature(byte[] body)
    {
        await using var app = await StartAsync(body);
        await using var page = await OpenAsync(app);

        await RunAsync(await CopyAsync(page, "curl"));

        await app.Log.WaitAsync(1).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(body, app.Records[1].Request.Body.ToArray());
        Assert.Equal(app.Records[0].Request.Header("illow-signature"), app.Records[1].Request.Header("illow-signature"));
        Assert.Equal(app.Records[0].Outcome, app.Records[1].Outcome);
        page.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Archive_Downloaded_HoldsTheSameBytesAndSignature(byte[] body)
    {
        await using var app = await StartAsync(body);
        await using var page = await OpenAsync(app);

        using var archive = JsonDocument.Parse(await DownloadAsync(page, "Download .har"));

        var request = archive.RootElement.GetProperty("log").GetProperty("entries")[0].GetProperty("request");
        var data = request.GetProperty("postData");
        var text = data.GetProperty("text").GetString()!;
        Assert.Equal(body, data.TryGetProperty("encoding", out _) ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text));
        var headers = request.GetProperty("headers").EnumerateArray();
        Assert.Contains(headers, header => header.GetProperty("name").GetString() == "illow-signature"
            && header.GetProperty("value").GetString() == app.Records[0].Request.Header("illow-signature"));
        Assert.Equal(body, await DownloadAsync(page, "Download body"));
        page.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Copies_ForEditorTestAndDoctor_NameBodyAndSignature(byte[] body)
    {
        await using var app = await StartAsync(body);
        await using var page = await OpenAsync(app);
        var signature = app.Records[0].Request.Header("illow-signature")!;

        Assert.Contains("illow-signature: " + signature, await CopyAsync(page, ".http"), StringComparison.Ordinal);
        var test = await CopyAsync(page, "C# test");
        Assert.Contains($"TryAddWithoutValidation(\"illow-signature\", \"{signature}\")", test, StringComparison.Ordinal);
        var doctor = await CopyAsync(page, "doctor");
        Assert.Contains(
            $"illow-webhooks doctor --body delivery-1.body --signature '{signature}' --key illow.pem", doctor, StringComparison.Ordinal);

        var folder = Directory.CreateTempSubdirectory("illow-copy-").FullName;
        var before = doctor.Split('\n').TakeWhile(line => !line.StartsWith("illow-webhooks", StringComparison.Ordinal));
        await RunAsync(string.Join('\n', before), folder);
        Assert.Equal(body, await File.ReadAllBytesAsync(Path.Combine(folder, "delivery-1.body"), TestContext.Current.CancellationToken));
        Directory.Delete(folder, recursive: true);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Received_ShowsWhatTheEyeMisses()
    {
        await using var app = await StartAsync([0xef, 0xbb, 0xbf, .. "{\"a\":\t1}\r\n"u8, 0xff]);
        await using var page = await OpenAsync(app);

        await page.Button("Show content").ClickAsync();

        await Expect(page.Details.Locator(".received mark")).ToHaveTextAsync(["BOM", "⇥", "␍", "↵", "FF"]);
        await Expect(page.Details).ToContainTextAsync(
            "14 B, begins with a byte order mark, 1 carriage return, 1 byte not UTF-8, no line break at the end");
        page.AssertQuiet();
    }

    private static async Task<InspectorApp> StartAsync(byte[] body)
    {
        var app = await InspectorApp.StartAsync(new() { Kestrel = true });
        using var request = InspectorApp.Created().ToRequest();
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        using var answer = await app.Client.SendAsync(request);
        await app.Log.WaitAsync(0).WaitAsync(TimeSpan.FromSeconds(10));
        return app;
    }

    private async Task<InspectorPage> OpenAsync(InspectorApp app)
    {
        var page = await chromium.OpenAsync(app);
        await page.Row(1).ClickAsync();
        return page;
    }

    private static async Task<string> CopyAsync(InspectorPage page, string name)
    {
        await page.Button(name).ClickAsync();
        return (await page.Page.GetByRole(AriaRole.Region, new() { Name = "Delivery as " + name }).TextContentAsync())!;
    }

    private static async Task<byte[]> DownloadAsync(InspectorPage page, string name)
    {
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Button(name).ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task RunAsync(string script, string? folder = null)
    {
        var start = new ProcessStartInfo("sh")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        start.Environment["no_proxy"] = "*";
        using var shell = Process.Start(start)!;
        await shell.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(script + "\n"));
        shell.StandardInput.Close();
        var errors = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, errors);
    }
}
