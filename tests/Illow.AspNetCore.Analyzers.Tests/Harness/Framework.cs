using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace Illow.AspNetCore.Analyzers.Tests.Harness;

/// <summary>What a web application is compiled against: the framework that this test run loads, and the package.</summary>
internal static class Framework
{
    /// <summary>None that would have to be downloaded.</summary>
    internal static ReferenceAssemblies None { get; } = new("net10.0");

    internal static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                !Path.GetFileName(path).StartsWith("Illow.AspNetCore.", StringComparison.Ordinal)
                || Path.GetFileName(path) == "Illow.AspNetCore.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];
}
