using System.Text.Json;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>The health page of docs/diagnostics.md shows what the page says: the fingerprints above all.</summary>
public sealed class HealthPageTests
{
    private static readonly IReadOnlyList<Markdown.Block> Blocks =
        [.. Markdown.Load("docs/diagnostics.md").Blocks.Where(block => block.Heading == "Health")];

    [Fact]
    public async Task Lines_OfThePage_ShowTheFingerprintThatItsCommandPrints()
    {
        var line = Assert.Single(Blocks, block => block.Language == "csharp").Code;
        await using var app = await RunningSnippet.StartAsync($"""
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddIllowWebhooks();
            var app = builder.Build();
            app.UseIllowWebhooks();
            app.MapIllowWebhook("dsr.created", () => Results.Ok());
            {line}
            app.Run();
            """);
        using var delivered = await app.SendAsync(Delivery.Of());

        using var shown = JsonDocument.Parse(await app.GetAsync("/health/illow"));

        var webhook = shown.RootElement.GetProperty("webhooks").GetProperty("default");
        Assert.Equal(await FingerprintAsync(), Assert.Single(webhook.GetProperty("keys").EnumerateArray()).GetString());
        Assert.Equal(JsonValueKind.String, webhook.GetProperty("lastVerified").ValueKind);
        using var page = JsonDocument.Parse(Assert.Single(Blocks, block => block.Language == "json").Code);
        Assert.Equal(NamesOf(page.RootElement), NamesOf(shown.RootElement));
        Assert.Equal(
            NamesOf(page.RootElement.GetProperty("webhooks").EnumerateObject().Single().Value), NamesOf(webhook));
        Assert.Equal(page.RootElement.GetProperty("status").GetString(), shown.RootElement.GetProperty("status").GetString());
        Assert.Equal(page.RootElement.GetProperty("description").GetString(), shown.RootElement.GetProperty("description").GetString());
    }

    private static IEnumerable<string> NamesOf(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private static async Task<string> FingerprintAsync()
    {
        Require.Program("openssl");
        var folder = Directory.CreateTempSubdirectory().FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), TestKeys.A.ExportSubjectPublicKeyInfoPem());
        var command = Assert.Single(Blocks, block => block.Language == "sh").Code;
        var (code, text) = await CommandTests.RunAsync(folder, "bash", "-o", "pipefail", "-c", command);
        Assert.True(code == 0, text);
        Directory.Delete(folder, recursive: true);
        return "SHA256:" + text.Trim().TrimEnd('=');
    }
}
