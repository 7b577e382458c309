using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Illow.AspNetCore.Analyzers.Tests.Harness;

/// <summary>Runs one analyzer over code in which <c>{|ILLOW001:…|}</c> marks what it must report, and nothing else.</summary>
internal static class Verify<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>A program: an executable of which nothing is hidden.</summary>
    internal static Task ProgramAsync(string code, params string[] furtherFiles) =>
        RunAsync(code, furtherFiles, OutputKind.ConsoleApplication);

    /// <summary>A class library, or one file with classes alone.</summary>
    internal static Task LibraryAsync(string code, params string[] furtherFiles) =>
        RunAsync(code, furtherFiles, OutputKind.DynamicallyLinkedLibrary);

    internal static Task TestProjectAsync(string code) =>
        RunAsync(
            code,
            [],
            OutputKind.ConsoleApplication,
            test => test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\nbuild_property.IsTestProject = true\n")));

    internal static Task RunAsync(
        string code,
        string[] furtherFiles,
        OutputKind kind,
        Action<CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>>? configure = null)
    {
        var test = new Test { TestCode = code };
        test.TestState.OutputKind = kind;
        foreach (var file in furtherFiles)
        {
            test.TestState.Sources.Add(file);
        }

        configure?.Invoke(test);
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Test : CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
    {
        internal Test()
        {
            ReferenceAssemblies = Framework.None;
            MarkupOptions = MarkupOptions.UseFirstDescriptor;
            TestState.AdditionalReferences.AddRange(Framework.References);
            TestState.Sources.Add(("Usings.cs", WebProject.ImplicitUsings));
        }

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.CSharp14);

        protected override CompilationOptions CreateCompilationOptions() =>
            ((CSharpCompilationOptions)base.CreateCompilationOptions()).WithNullableContextOptions(NullableContextOptions.Enable);
    }
}
