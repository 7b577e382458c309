using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Docs.Tests.Reference;

/// <summary>The XML docs of one symbol, as Markdown in one line for each part.</summary>
internal sealed partial class XmlDoc
{
    private readonly XElement _xml;
    private readonly Func<string, string?> _linkOf;

    /// <param name="symbol">A type or a member.</param>
    /// <param name="linkOf">The link to what a documentation id names; null where these pages do not hold it.</param>
    internal XmlDoc(ISymbol symbol, Func<string, string?> linkOf)
    {
        _xml = symbol.GetDocumentationCommentXml() is { Length: > 0 } text ? XElement.Parse($"<doc>{text}</doc>") : new XElement("doc");
        _linkOf = linkOf;
    }

    /// <summary>Neither inherited nor absent, as it is for what the compiler makes.</summary>
    internal bool IsOwn => Summary.Length > 0;

    internal string Summary => Part("summary");

    internal string Remarks => Part("remarks");

    internal string Example => _xml.Descendants("code").FirstOrDefault()?.Value.Trim() ?? string.Empty;

    internal string Returns => Part("returns");

    internal IEnumerable<(string Name, string Text)> Parameters => Named("typeparam").Concat(Named("param"));

    internal IEnumerable<(string Name, string Text)> Exceptions =>
        _xml.Descendants("exception").Select(element => (Linked(element), TextOf(element)));

    private IEnumerable<(string Name, string Text)> Named(string part) =>
        _xml.Descendants(part).Select(element => ($"`{element.Attribute("name")!.Value}`", TextOf(element)));

    private string Part(string name) => _xml.Descendants(name).FirstOrDefault() is { } element ? TextOf(element) : string.Empty;

    private string TextOf(XElement element) => Blanks().Replace(string.Concat(element.Nodes().Select(Render)), " ").Trim();

    private string Render(XNode node) => node switch
    {
        XText text => text.Value.Replace("<", "&lt;", StringComparison.Ordinal),
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => $"`{word.Value}`",
        XElement { Name.LocalName: "see" } see => Linked(see),
        XElement { Name.LocalName: "paramref" or "typeparamref" } reference => $"`{reference.Attribute("name")!.Value}`",
        XElement { Name.LocalName: "para" } paragraph => " " + TextOf(paragraph) + " ",
        XElement other => throw new InvalidOperationException($"<{other.Name}> is an element that these pages do not know."),
        _ => string.Empty,
    };

    private string Linked(XElement element)
    {
        var id = element.Attribute("cref")!.Value;
        return _linkOf(id) is { } link ? $"[`{NameOf(id)}`]({link})" : $"`{NameOf(id)}`";
    }

    // M:Some.Type.Method``1(System.String) is Method; P:Some.Type.Property is Property, and T:Some.Type`1 is Type<T>
    private static string NameOf(string id)
    {
        var name = id[2..].Split('(')[0];
        var last = name[(name.LastIndexOf('.') + 1)..];
        return last.Contains('`', StringComparison.Ordinal) ? last.Split('`')[0] + (id[0] == 'T' ? "<T>" : string.Empty) : last;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
