using System.Text.Json;

namespace Illow.AspNetCore.Tests.Answers;

/// <summary>In Development an answer says why and what to try; elsewhere it says nothing that helps a forger.</summary>
public sealed class DevelopmentTests(AnswerApps apps) : IClassFixture<AnswerApps>
{
    public static TheoryData<string, string> Rows => new MatrixTheoryData<string, string>(AnswerRow.Names, ["bare", "problem details", "asked for HTML"]);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Detail_InDevelopment_SaysWhy(string name, string application)
    {
        var app = await apps.GetAsync(application, "Development");
        var row = AnswerRow.Of(name);
        using var response = await app.Client.SendAsync(AnswerApp.Request(row, application == "asked for HTML" ? "text/html" : null));
        Assert.Equal(row.Status, (int)response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var detail = json.RootElement.TryGetProperty("detail", out var member) ? member.GetString()! : "";
        Assert.Contains(row.Hint, detail, StringComparison.Ordinal);
        Assert.Equal(row.Hint.Length == 0, detail.Length == 0);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("Testing")]
    public async Task Detail_Elsewhere_IsAbsent(string environment)
    {
        var app = await apps.GetAsync("bare", environment);
        foreach (var name in AnswerRow.Names)
        {
            using var response = await app.Client.SendAsync(AnswerApp.Request(AnswerRow.Of(name)));
            var text = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain("detail", text, StringComparison.Ordinal);
            Assert.DoesNotContain("SHA256:", text, StringComparison.Ordinal);
            Assert.DoesNotContain("created", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("development")]
    public async Task Verification_InDevelopment_IsNoLaxer(string environment)
    {
        // DESIGN, invariant 6
        var app = await apps.GetAsync("bare", environment);
        foreach (var name in AnswerRow.Names)
        {
            var row = AnswerRow.Of(name);
            using var response = await app.Client.SendAsync(AnswerApp.Request(row));
            Assert.Equal(row.Status, (int)response.StatusCode);
        }

        Assert.Empty(app.Notes.Lines);
    }
}
