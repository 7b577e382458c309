using System.Collections.Immutable;
using System.Runtime.Loader;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Routing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Analyzers.Tests.Harness;

/// <summary>
/// Starts an application with the controllers of some code to compare what the package reports with what the analyzers report.
/// </summary>
internal static class RealStart
{
    private static readonly string PublicKey = NewPublicKey();
    private static int _count;

    /// <summary>Why the application does not start; null where it does.</summary>
    internal static async Task<string?> ProblemAsync(string markedCode)
    {
        try
        {
            await DecoratedEndpointsAsync(markedCode);
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>The actions with [IllowWebhook] that the application has once it has started.</summary>
    internal static async Task<IReadOnlyList<string>> DecoratedEndpointsAsync(string markedCode)
    {
        TestFileMarkupParser.GetSpans(markedCode, out var code, out ImmutableDictionary<string, ImmutableArray<TextSpan>> _);
        var context = new AssemblyLoadContext("controllers", isCollectible: true);
        try
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Services.AddControllers().ConfigureApplicationPartManager(manager =>
            {
                manager.ApplicationParts.Clear();
                manager.ApplicationParts.Add(new AssemblyPart(context.LoadFromStream(Emit(code))));
            });
            builder.Services.AddIllowWebhooks(options => options.PublicKey = PublicKey);
            await using var app = builder.Build();
            app.UseIllowWebhooks();
            app.MapControllers();
            await app.StartAsync(TestContext.Current.CancellationToken);
            return
            [
                .. app.Services.GetRequiredService<EndpointDataSource>().Endpoints
                    .Where(endpoint => endpoint.Metadata.GetMetadata<IllowWebhookAttribute>() is not null)
                    .Select(endpoint => endpoint.DisplayName!),
            ];
        }
        finally
        {
            context.Unload();
        }
    }

    private static MemoryStream Emit(string code)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.CSharp14);
        var compilation = CSharpCompilation.Create(
            $"Controllers{Interlocked.Increment(ref _count)}",
            [CSharpSyntaxTree.ParseText(WebProject.ImplicitUsings, parsing), CSharpSyntaxTree.ParseText(code, parsing, "Controllers.cs")],
            Framework.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        assembly.Position = 0;
        return assembly;
    }

    private static string NewPublicKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportSubjectPublicKeyInfoPem();
    }
}
