using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Tests.Access;

public sealed class MappingTests
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("development2")]
    public void Map_OutsideDevelopmentWithoutPolicy_IsRefusedAndSaysHow(string environment)
    {
        var refusal = Refusal(new() { Environment = environment, Services = services => Protected.AddAuthorization(services) });

        Assert.Contains("MapIllowInspector(policy:", refusal, StringComparison.Ordinal);
        Assert.Contains("IsDevelopment()", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_PolicyOfThatNameMissing_IsRefusedAndNamesIt() =>
        Assert.Contains(
            "AddPolicy(\"Auditors\"",
            Refusal(Protected.Plan with { Map = app => app.MapIllowInspector(policy: "Auditors") }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Map_BlankPolicy_IsRefused(string policy) =>
        Assert.ThrowsAny<ArgumentException>(
            () => InspectorApp.Build(Protected.Plan with { Map = app => app.MapIllowInspector(policy: policy) }));

    [Fact]
    public void Map_PolicyWithoutAuthorization_IsRefusedAndSaysHow() =>
        Assert.Contains("AddAuthorization()", Refusal(Protected.Plan with { Services = null }), StringComparison.Ordinal);

    [Fact]
    public void Map_WithoutAddIllowInspector_IsRefusedAndSaysHow() =>
        Assert.Contains("builder.Services.AddIllowInspector()", Refusal(new() { AddInspector = false }), StringComparison.Ordinal);

    [Fact]
    public void Map_WithoutAddIllowWebhooks_IsRefusedAndSaysHow()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Services.AddIllowInspector();
        using var app = builder.Build();

        var refusal = Assert.Throws<InvalidOperationException>(() => app.MapIllowInspector());

        Assert.Contains("builder.Services.AddIllowWebhooks()", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Illow:Inspector:TestKey")]
    [InlineData("Illow:Inspector:TestKeyFiles:0")]
    public void Map_TestKeyOutsideDevelopment_IsRefused(string setting)
    {
        var key = InspectorApp.CreatedKey.PrivateKeyPem;
        var refusal = Refusal(Protected.Plan with { Settings = new() { [setting] = key } });

        Assert.Contains("TestKey", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain(key[40..60], refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Illow:Inspector:TestKey", "no-key-at-all")]
    [InlineData("Illow:Inspector:TestKeyFiles:0", "no-such-file.pem")]
    public void Map_TestKeyThatIsNone_IsRefusedAndNamesTheSetting(string setting, string value) =>
        Assert.Contains(
            setting.Replace(":0", "", StringComparison.Ordinal),
            Refusal(new() { Settings = new() { [setting] = value } }),
            StringComparison.Ordinal);

    [Fact]
    public void Map_PublicKeyAsTestKey_IsRefused() =>
        Assert.Contains(
            "a public key",
            Refusal(new() { Settings = new() { ["Illow:Inspector:TestKey"] = InspectorApp.CreatedKey.PublicKeyPem } }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Capacity", "0")]
    [InlineData("Capacity", "100001")]
    [InlineData("MaximumBodySize", "-1")]
    [InlineData("MaximumMemory", "1000")]
    public void Map_SettingOutOfRange_IsRefusedAndNamesIt(string setting, string value)
    {
        var refusal = Assert.Throws<OptionsValidationException>(
            () => InspectorApp.Build(new() { Settings = new() { ["Illow:Inspector:" + setting] = value } }));
        Assert.Contains("Illow:Inspector:" + setting, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Map_UnderAnotherPattern_AnswersThereAlone()
    {
        await using var app = await InspectorApp.StartAsync(new() { Map = app => app.MapIllowInspector("/admin/webhooks") });

        Assert.Equal(System.Net.HttpStatusCode.OK, (await app.GetAsync("/admin/webhooks/")).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await app.GetAsync("/admin/webhooks/main.js")).StatusCode);
        Assert.Equal("./webhooks/", (await app.GetAsync("/admin/webhooks")).Headers.Location?.OriginalString);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await app.GetAsync("/illow/")).StatusCode);
    }

    private static string Refusal(InspectorPlan plan) => Assert.Throws<InvalidOperationException>(() => InspectorApp.Build(plan)).Message;
}
