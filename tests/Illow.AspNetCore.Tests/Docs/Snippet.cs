using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>
/// Compiles a page's snippet as the compiler would in a web project: implicit usings, nullable, everything that this test run can load.
/// </summary>
internal static class Snippet
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14);

    // Of assemblies in several versions, as in every project
    private static readonly Dictionary<string, ReportDiagnostic> SilencedByTheSdk = new()
    {
        ["CS1701"] = ReportDiagnostic.Suppress,
        ["CS1702"] = ReportDiagnostic.Suppress,
    };

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !path.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    // A page shows a few lines of a Program.cs: these two it takes for granted
    private static readonly Given Builder = new("builder", "var builder = WebApplication.CreateBuilder(args);");
    private static readonly Given App = new("app", "var app = builder.Build();");

    /// <summary>Errors and warnings of the snippet; none if a reader can paste it.</summary>
    /// <param name="code">The snippet.</param>
    /// <param name="given">What else the page takes for granted; added where the snippet uses it and does not declare it.</param>
    internal static ImmutableArray<string> Problems(string code, params IReadOnlyCollection<Given> given) =>
    [
        .. CompilationOf(code, given).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(diagnostic => diagnostic.ToString()),
    ];

    internal static CSharpCompilation CompilationOf(string code, params IReadOnlyCollection<Given> given) =>
        Compile(Completed(code, given), "Snippet");

    internal static byte[] Emit(string code, string assemblyName)
    {
        using var assembly = new MemoryStream();
        var result = Compile(Completed(code, []), assemblyName).Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        return assembly.ToArray();
    }

    private static CSharpCompilation Compile(string code, string assemblyName)
    {
        var tree = CSharpSyntaxTree.ParseText(code, Parsing);
        var kind = HasStatements(tree) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        return CSharpCompilation.Create(
            assemblyName,
            [CSharpSyntaxTree.ParseText(WebProject.ImplicitUsings, Parsing), tree],
            References,
            new CSharpCompilationOptions(
                kind,
                nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: SilencedByTheSdk));
    }

    private static string Completed(string code, IReadOnlyCollection<Given> given)
    {
        var app = App.IsMissingIn(code);
        var missing = given.Where(one => one.Kind != GivenKind.Using && one.IsMissingIn(code)).ToList();
        var statements = missing.Where(one => one.Kind == GivenKind.Statement).Select(one => one.Declaration).ToList();
        if (app || Builder.IsMissingIn(code))
        {
            statements.Insert(0, app ? Builder.Declaration + "\n" + App.Declaration : Builder.Declaration);
        }

        return string.Join(
            '\n',
            [
                // A snippet that begins with usings shows all that it needs
                .. code.Split('\n').Any(IsUsing) ? [] : given.Where(one => one.Kind == GivenKind.Using).Select(one => one.Declaration),
                .. code.Split('\n').Where(IsUsing),
                .. statements,
                .. code.Split('\n').Where(line => !IsUsing(line)),
                .. missing.Where(one => one.Kind == GivenKind.Type).Select(one => one.Declaration),
            ]);
    }

    private static bool IsUsing(string line) =>
        line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=', StringComparison.Ordinal);

    private static bool HasStatements(SyntaxTree tree) =>
        ((CompilationUnitSyntax)tree.GetRoot()).Members.OfType<GlobalStatementSyntax>().Any();
}
