using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Illow.AspNetCore.Analyzers.Tests.Harness;

/// <summary>
/// Runs one analyzer, applies one code fix to all that it reports, one by one and all at once, and compares what comes out.
/// </summary>
internal static class VerifyFix<TAnalyzer, TFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    internal static Task ProgramAsync(string code, string expected, params (string Before, string After)[] furtherFiles) =>
        RunAsync(code, expected, OutputKind.ConsoleApplication, furtherFiles);

    internal static Task LibraryAsync(string code, string expected) => RunAsync(code, expected, OutputKind.DynamicallyLinkedLibrary, []);

    private static Task RunAsync(string code, string expected, OutputKind kind, (string Before, string After)[] furtherFiles)
    {
        var test = new Test { TestCode = code, FixedCode = expected };
        test.TestState.OutputKind = kind;
        foreach (var (before, after) in furtherFiles)
        {
            test.TestState.Sources.Add(before);
            test.FixedState.Sources.Add(after);
        }

        test.TestState.Sources.Add(("Usings.cs", WebProject.ImplicitUsings));
        test.FixedState.Sources.Add(("Usings.cs", WebProject.ImplicitUsings));
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Test : CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
    {
        internal Test()
        {
            ReferenceAssemblies = Framework.None;

            // One by one, and all of a document: a project's and a solution's are the same fix again
            CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllInProjectCheck | CodeFixTestBehaviors.SkipFixAllInSolutionCheck;
            MarkupOptions = MarkupOptions.UseFirstDescriptor;
            TestState.AdditionalReferences.AddRange(Framework.References);
            FixedState.InheritanceMode = StateInheritanceMode.AutoInherit;
        }

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.CSharp14);
    }
}
