using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>What the start warns of, since a repetition would be handled again.</summary>
public sealed class IdempotencyStartCheckTests
{
    private const int InMemory = 32, ShortRetention = 33, Off = 34;

    [Theory]
    [InlineData("Production", InMemory)]
    [InlineData("Staging", InMemory)]
    [InlineData("Development")]
    public async Task Start_WithTheDefaultStore_WarnsOutsideDevelopment(string environment, params int[] expected) =>
        Assert.Equal(expected, await WarningsAsync(environment, ownStore: false));

    [Fact]
    public async Task Start_WithAStoreOfItsOwn_WarnsOfNothing() => Assert.Empty(await WarningsAsync("Production", ownStore: true));

    [Theory]
    [InlineData("6.23:59:59", ShortRetention)]
    [InlineData("00:10:00", ShortRetention)]
    [InlineData("7.00:00:00")]
    [InlineData("30.00:00:00")]
    public async Task Start_RetentionUnderSevenDays_Warns(string retention, params int[] expected) =>
        Assert.Equal(expected, await WarningsAsync("Production", ownStore: true, ("Illow:Idempotency:Retention", retention)));

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Start_SwitchedOff_WarnsOfThatAlone(string environment) =>
        Assert.Equal(
            new[] { Off },
            await WarningsAsync(
                environment,
                ownStore: false,
                ("Illow:Idempotency:Enabled", "false"),
                ("Illow:Idempotency:Retention", "1.00:00:00")));

    private static async Task<int[]> WarningsAsync(string environment, bool ownStore, params (string Name, string Value)[] settings)
    {
        var all = WebhookApp.DefaultKey;
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Environment = environment,
            Settings = all,
            Services = services =>
            {
                if (ownStore)
                {
                    services.AddSingleton<IIllowIdempotencyStore>(new ScriptedStore());
                }
            },
            Map = e => e.MapIllowWebhook("dsr.created", () => { }),
        });
        var warnings = app.OwnLogs.Where(record => record.Id.Id is InMemory or ShortRetention or Off).ToList();
        Assert.All(warnings, record => Assert.Equal(LogLevel.Warning, record.Level));
        return [.. warnings.Select(record => record.Id.Id)];
    }
}
