using System.Reflection;
using System.Reflection.Emit;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>A build that writes OpenAPI documents starts the application without its keys: one line, and it goes on.</summary>
[Collection(nameof(Alone))]
public sealed class DocumentHostTests
{
    [Theory]
    [InlineData("GetDocument.Insider")]
    [InlineData("dotnet-swagger")]
    [InlineData("NSwag.AspNetCore.Launcher")]
    public async Task Start_WithoutAKeyWhileDocumentsAreGenerated_IsOneLine(string host)
    {
        var entry = Assembly.GetEntryAssembly();
        Assembly.SetEntryAssembly(AssemblyBuilder
            .DefineDynamicAssembly(new AssemblyName(host), AssemblyBuilderAccess.Run)
            .DefineDynamicModule("Main").DefineType("Program").CreateType().Assembly);
        try
        {
            await using var app = await WebhookApp.StartAsync(new AppPlan
            {
                Settings = new Dictionary<string, string?> { ["Illow:Webhooks:eu:Events:0"] = "dsr.created" },
                Map = endpoints => endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope _) => "handled"),
            });
            var line = Assert.Single(app.OwnLines, record => record.Level > LogLevel.Debug);
            Assert.Equal(LogLevel.Information, line.Level);
            Assert.Contains("Illow:Webhooks:eu:PublicKey is missing", line.Message, StringComparison.Ordinal);

            using var answer = await app.SendAsync(Delivery.Fresh());
            Assert.Equal(401, (int)answer.StatusCode);
        }
        finally
        {
            Assembly.SetEntryAssembly(entry);
        }
    }
}
