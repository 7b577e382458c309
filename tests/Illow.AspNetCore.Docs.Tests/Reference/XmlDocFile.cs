using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Docs.Tests.Reference;

/// <summary>The XML docs that were built with an assembly.</summary>
internal sealed class XmlDocFile(string path) : DocumentationProvider
{
    private readonly Dictionary<string, string> _members = XDocument.Load(path, LoadOptions.PreserveWhitespace)
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value, member => string.Concat(member.Nodes()), StringComparer.Ordinal);

    private string Path { get; } = path;

    public override bool Equals(object? obj) => obj is XmlDocFile other && other.Path == Path;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Path);

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        _members.GetValueOrDefault(documentationMemberID);
}
