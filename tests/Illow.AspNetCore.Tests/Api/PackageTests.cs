using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Illow.AspNetCore.Tests.Docs;

namespace Illow.AspNetCore.Tests.Api;

/// <summary>What <c>dotnet pack</c> puts into the package is what a user of it needs, and nothing that would trouble one.</summary>
public sealed class PackageTests(PackageTests.PackedPackage packed) : IClassFixture<PackageTests.PackedPackage>
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("icon.png")]
    [InlineData("lib/net10.0/Illow.AspNetCore.dll")]
    [InlineData("lib/net10.0/Illow.AspNetCore.xml")]
    [InlineData("ConfigurationSchema.json")]
    [InlineData("buildTransitive/Illow.AspNetCore.props")]
    [InlineData("buildTransitive/Illow.AspNetCore.targets")]
    public void Package_Holds(string file) => Assert.NotNull(packed.Package.GetEntry(file));

    [Fact]
    public void Package_HoldsTheAnalyzers_AndNothingBesideThem() =>
        Assert.Equal(
            ["analyzers/dotnet/cs/Illow.AspNetCore.Analyzers.dll", "analyzers/dotnet/cs/Illow.AspNetCore.CodeFixes.dll"],
            packed
                .Package.Entries.Select(entry => entry.FullName)
                .Where(name => name.StartsWith("analyzers/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));

    // The compiler has no workspace API: an analyzer that asked for it would not load
    [Fact]
    public void Analyzers_ReferToTheCompilerAlone()
    {
        using var reader = new PEReader(packed.Open("analyzers/dotnet/cs/Illow.AspNetCore.Analyzers.dll"));
        var metadata = reader.GetMetadataReader();
        Assert.All(metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)), name =>
            Assert.Contains(
                name,
                new[]
                {
                    "netstandard",
                    "Microsoft.CodeAnalysis",
                    "Microsoft.CodeAnalysis.CSharp",
                    "System.Collections.Immutable",
                    "System.Memory",
                }));
    }

    [Fact]
    public void SymbolPackage_HoldsThePdb() => Assert.NotNull(packed.Symbols.GetEntry("lib/net10.0/Illow.AspNetCore.pdb"));

    [Theory]
    [InlineData("id", "Illow.AspNetCore")]
    [InlineData("license", "MIT")]
    [InlineData("readme", "README.md")]
    [InlineData("icon", "icon.png")]
    [InlineData("authors", "The Illow.AspNetCore contributors")]
    public void Manifest_Says(string element, string value) => Assert.Equal(value, packed.Metadata(element).Value);

    [Theory]
    [InlineData("description")]
    [InlineData("tags")]
    [InlineData("projectUrl")]
    public void Manifest_Describes(string element) => Assert.NotEmpty(packed.Metadata(element).Value);

    [Fact]
    public void Manifest_NamesRepositoryAndCommit() => Assert.Equal("git", packed.Metadata("repository").Attribute("type")?.Value);

    [Fact]
    public void Dependency_OtherThanTheFrameworkAndIllowWebhooks_ThereIsNone()
    {
        Assert.Equal(
            ["Illow.Webhooks"],
            packed
                .Manifest.Descendants()
                .Where(element => element.Name.LocalName == "dependency")
                .Select(element => element.Attribute("id")!.Value));
        Assert.Equal(
            ["Microsoft.AspNetCore.App"],
            packed
                .Manifest.Descendants()
                .Where(element => element.Name.LocalName == "frameworkReference")
                .Select(element => element.Attribute("name")!.Value));
    }

    [Fact]
    public void Assembly_IsDeterministic()
    {
        using var reader = new PEReader(packed.Open("lib/net10.0/Illow.AspNetCore.dll"));
        Assert.Contains(reader.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }

    /// <summary>The package, made once from what this test run was built from; packing also runs package validation.</summary>
    public sealed class PackedPackage : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-package-");

        public PackedPackage()
        {
            Pack();
            Package = ZipFile.OpenRead(Assert.Single(_folder.GetFiles("*.nupkg")).FullName);
            Symbols = ZipFile.OpenRead(Assert.Single(_folder.GetFiles("*.snupkg")).FullName);
            using var manifest = Package.GetEntry("Illow.AspNetCore.nuspec")!.Open();
            Manifest = XDocument.Load(manifest);
        }

        internal ZipArchive Package { get; }

        internal ZipArchive Symbols { get; }

        internal XDocument Manifest { get; }

        internal MemoryStream Open(string file)
        {
            var content = new MemoryStream();
            using var entry = Package.GetEntry(file)!.Open();
            entry.CopyTo(content);
            content.Position = 0;
            return content;
        }

        internal XElement Metadata(string element) =>
            Manifest.Root!.Elements().Single().Elements().Single(e => e.Name.LocalName == element);

        public void Dispose()
        {
            Package.Dispose();
            Symbols.Dispose();
            _folder.Delete(recursive: true);
        }

        private void Pack()
        {
            var start = new ProcessStartInfo(Dotnet.Path)
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
                ArgumentList =
                {
                    "pack",
                    "src/Illow.AspNetCore",
                    "--no-build",
                    "--configuration",
                    Dotnet.Configuration,
                    "--output",
                    _folder.FullName,
                },
            };
            using var pack = Process.Start(start)!;
            var output = pack.StandardOutput.ReadToEnd();
            pack.WaitForExit();
            Assert.True(pack.ExitCode == 0, output);
        }
    }
}
