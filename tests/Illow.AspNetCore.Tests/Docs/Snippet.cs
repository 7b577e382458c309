using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>Compiles a page's snippet as the compiler would in a web project: implicit usings, nullable, everything that this test run can load.</summary>
internal static class Snippet
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !path.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        .. typeof(Analyzers.Rules).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>Errors and warnings of the snippet, the package's own among them; none if a reader can paste it.</summary>
    internal static async Task<ImmutableArray<string>> ProblemsAsync(string code) =>
    [
        .. (await DiagnosticsAsync(code))
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(diagnostic => diagnostic.ToString()),
    ];

    internal static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(string code)
    {
        var diagnostics = await Compile(code, "Snippet").WithAnalyzers(Analyzers).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);

        // What a few lines do not call, the rest of the program may
        return code.Contains(".Run()", StringComparison.Ordinal) ? diagnostics : diagnostics.RemoveAll(diagnostic => diagnostic.Id is "ILLOW005" or "ILLOW008");
    }

    internal static byte[] Emit(string code, string assemblyName)
    {
        using var assembly = new MemoryStream();
        var result = Compile(code, assemblyName).Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        return assembly.ToArray();
    }

    private static CSharpCompilation Compile(string code, string assemblyName)
    {
        var tree = CSharpSyntaxTree.ParseText(Completed(code), Parsing);
        var kind = HasStatements(tree) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        return CSharpCompilation.Create(
            assemblyName,
            [CSharpSyntaxTree.ParseText(ImplicitUsings, Parsing), tree],
            References,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
    }

    // A page shows a few lines of a Program.cs: what they take for granted is put around them
    private static string Completed(string code)
    {
        var needsBuilder = code.Contains("builder.", StringComparison.Ordinal) && !code.Contains("var builder", StringComparison.Ordinal);
        var needsApp = code.Contains("app.", StringComparison.Ordinal) && !code.Contains("var app", StringComparison.Ordinal);
        if (!needsBuilder && !needsApp)
        {
            return code;
        }

        var usings = string.Join('\n', code.Split('\n').Where(IsUsing));
        var rest = string.Join('\n', code.Split('\n').Where(line => !IsUsing(line)));
        return usings + "\nvar builder = WebApplication.CreateBuilder(args);\n" + (needsApp ? "var app = builder.Build();\n" : string.Empty) + rest;
    }

    private static bool IsUsing(string line) => line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=', StringComparison.Ordinal);

    private static bool HasStatements(SyntaxTree tree) => ((CompilationUnitSyntax)tree.GetRoot()).Members.OfType<GlobalStatementSyntax>().Any();
}
