using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>An application as a user writes it, run until it has written its document.</summary>
internal static class DescribedApp
{
    private static readonly string Key = CreateKey();

    /// <summary>The document, which is valid OpenAPI.</summary>
    internal static async Task<Document> DocumentAsync(Generator generator, AppPlan plan, string name = "v1")
    {
        await using var app = Build(generator, plan);
        await app.StartAsync();
        var json = generator == Generator.Microsoft
            ? await app.GetTestClient().GetStringAsync($"/openapi/{name}.json")
            : await app.Services.GetRequiredService<ISwaggerProvider>()
                .GetSwagger(name)
                .SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0);

        var read = OpenApiDocument.Parse(json, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        return new Document(JsonNode.Parse(json)!);
    }

    private static WebApplication Build(Generator generator, AppPlan plan)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(plan.Settings) { ["Illow:PublicKey"] = Key });
        builder.Services.AddIllowWebhooks().AddApiDescriptions();
        if (plan.Controllers.Count > 0)
        {
            builder.Services.AddControllers().OnlyControllers(plan.Controllers);
        }

        AddGenerator(builder.Services, generator);
        plan.Services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseIllowWebhooks();
        if (plan.Controllers.Count > 0)
        {
            app.MapControllers();
        }

        if (generator == Generator.Microsoft)
        {
            app.MapOpenApi();
        }

        plan.Map?.Invoke(app);
        return app;
    }

    private static void AddGenerator(IServiceCollection services, Generator generator)
    {
        if (generator == Generator.Microsoft)
        {
            services.AddOpenApi();
            services.AddOpenApi("second");
            return;
        }

        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo { Title = "Described", Version = "1" });
            options.SwaggerDoc("second", new OpenApiInfo { Title = "Described", Version = "2" });
        });
    }

    private static string CreateKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportSubjectPublicKeyInfoPem();
    }
}
