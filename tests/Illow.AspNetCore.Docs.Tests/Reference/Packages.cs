using System.Collections.Immutable;
using Illow.AspNetCore.Tests.Docs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Illow.AspNetCore.Docs.Tests.Reference;

/// <summary>The packages that promise a public API, as assemblies with their XML docs.</summary>
internal static class Packages
{
    internal static ImmutableArray<string> Names { get; } =
    [
        .. Directory.EnumerateDirectories(Repository.PathOf("src"))
            .Where(folder => File.Exists(Path.Combine(folder, "PublicAPI.Shipped.txt")))
            .Select(folder => Path.GetFileName(folder))
            .Order(StringComparer.Ordinal),
    ];

    internal static ImmutableArray<IAssemblySymbol> Load()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var own = Names.Select(name => MetadataReference.CreateFromFile(
            Built(name, ".dll"), documentation: new XmlDocFile(Built(name, ".xml")))).ToList();
        var others = platform
            .Where(path => !Names.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Reference", references: [.. own, .. others]);
        return [.. own.Select(reference => (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!)];
    }

    private static string Built(string name, string extension) => Path.Combine(AppContext.BaseDirectory, name + extension);
}
