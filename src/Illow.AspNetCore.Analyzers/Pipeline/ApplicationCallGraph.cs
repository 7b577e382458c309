using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Illow.AspNetCore.Analyzers.Pipeline;

/// <summary>
/// What the application calls anywhere, as far as the compilation shows all of it: it is an executable, no test project, and none of
/// the assemblies it refers to could make the calls in its place. Looked up only where something is about to be reported. Thread-safe.
/// </summary>
internal sealed class ApplicationCallGraph(WellKnownTypes types, AnalyzerOptions options)
{
    private readonly Lazy<bool> _isVisible = new(() => IsVisible(types, options));
    private readonly Lazy<bool> _callsAdd = new(() => types.Compilation.SyntaxTrees.Any(tree => PipelineCalls.In(tree).NamesAdd));
    private readonly Lazy<bool> _callsUse = new(() => types.Compilation.SyntaxTrees.Any(tree => PipelineCalls.In(tree).NamesUse));

    /// <summary>Whether the middleware is certainly not used.</summary>
    internal bool LacksUse => !_callsUse.Value && _isVisible.Value;

    /// <summary>Whether neither the services nor the middleware are used, so that nothing of the package is at work.</summary>
    internal bool LacksBoth => !_callsAdd.Value && LacksUse;

    private static bool IsVisible(WellKnownTypes types, AnalyzerOptions options)
    {
        var package = types.IllowWebhook.ContainingAssembly;
        return types.Compilation.Options.OutputKind
                is OutputKind.ConsoleApplication or OutputKind.WindowsApplication or OutputKind.WindowsRuntimeApplication
            && !IsTestProject(options)
            && !types.Compilation.SourceModule.ReferencedAssemblySymbols.Any(assembly => MayCall(assembly, package));
    }

    // The property is passed on to the compiler by the package's own targets
    private static bool IsTestProject(AnalyzerOptions options) =>
        options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.IsTestProject", out var value)
        && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    private static bool MayCall(IAssemblySymbol assembly, IAssemblySymbol package) =>
        !assembly.Name.StartsWith(package.Name, StringComparison.Ordinal)
        && assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == package.Name));
}
