using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Docs.Tests.Reference;

/// <summary>The page of one package: its public types, each with its declaration, members and docs.</summary>
internal sealed class ReferencePage(IAssemblySymbol assembly, Func<string, string?> linkOf)
{
    private readonly StringBuilder _text = new();

    internal static IEnumerable<INamedTypeSymbol> TypesOf(IAssemblySymbol assembly) => Below(assembly.GlobalNamespace)
        .Where(type => type.DeclaredAccessibility == Accessibility.Public)
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .ThenBy(type => type.Arity);

    internal static string HeadingOf(INamedTypeSymbol type) => type.ToDisplayString(Declarations.Name);

    internal string Write()
    {
        var types = TypesOf(assembly).ToList();
        Line($"# {assembly.Name}").Line();
        Line("<!-- Written by eng/reference.sh from the XML docs: change those, and run it again. -->").Line();
        Line("| type | what it is |").Line("|---|---|");
        foreach (var type in types)
        {
            Line($"| [`{HeadingOf(type)}`]({linkOf(type.GetDocumentationCommentId()!)}) | {Cell(Sentence(DocOf(type).Summary))} |");
        }

        foreach (var type in types)
        {
            Write(type);
        }

        return _text.ToString();
    }

    private void Write(INamedTypeSymbol type)
    {
        var doc = DocOf(type);
        Line().Line($"## `{HeadingOf(type)}`").Line();
        Code(Declarations.Of(type));
        Paragraphs(doc.Summary, doc.Remarks);
        if (doc.Example.Length > 0)
        {
            Line().Code(doc.Example);
        }

        var members = type.GetMembers()
            .Where(member => member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected && DocOf(member).IsOwn)
            .ToList();
        Table(members.OfType<IFieldSymbol>(), type.TypeKind == TypeKind.Enum ? "value" : "field");
        Table(members.OfType<IPropertySymbol>(), "property");
        foreach (var method in members.OfType<IMethodSymbol>())
        {
            Write(method);
        }
    }

    private void Table(IEnumerable<ISymbol> members, string kind)
    {
        var rows = members.ToList();
        if (rows.Count == 0)
        {
            return;
        }

        Line().Line(kind == "value" ? "| value | |" : $"| {kind} | type | |").Line(kind == "value" ? "|---|---|" : "|---|---|---|");
        foreach (var member in rows)
        {
            var doc = DocOf(member);
            var type = kind == "value" ? string.Empty : $" `{Declarations.TypeOf(member)}` |";
            Line($"| `{member.ToDisplayString(Declarations.Name)}` |{type} {Cell($"{doc.Summary} {doc.Remarks}".TrimEnd())} |");
        }
    }

    private void Write(IMethodSymbol method)
    {
        var doc = DocOf(method);
        Line().Line($"### {(method.MethodKind == MethodKind.Constructor ? $"new {method.ContainingType.Name}" : method.Name)}").Line();
        Code(method.ToDisplayString(Declarations.Member) + ";");
        Paragraphs(doc.Summary);
        var rows = doc.Parameters.ToList();
        if (rows.Count > 0)
        {
            Line().Line("| parameter | |").Line("|---|---|");
            rows.ForEach(row => Line($"| {row.Name} | {Cell(row.Text)} |"));
        }

        var results = new List<string>();
        if (doc.Returns.Length > 0)
        {
            results.Add($"- Returns: {doc.Returns}");
        }

        results.AddRange(doc.Exceptions.Select(exception => $"- Throws {exception.Name}: {exception.Text}"));
        if (results.Count > 0)
        {
            Line();
            results.ForEach(result => Line(result));
        }

        Paragraphs(doc.Remarks);
    }

    private XmlDoc DocOf(ISymbol symbol) => new(symbol, linkOf);

    private void Paragraphs(params IEnumerable<string> texts)
    {
        foreach (var text in texts.Where(text => text.Length > 0))
        {
            Line().Line(text);
        }
    }

    private ReferencePage Code(string code) => Line("```csharp").Line(code).Line("```");

    private ReferencePage Line(string text = "")
    {
        _text.Append(CultureInfo.InvariantCulture, $"{text}\n");
        return this;
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Sentence(string text) =>
        text.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var end ? text[..(end + 1)] : text;

    private static IEnumerable<INamedTypeSymbol> Below(INamespaceSymbol space) =>
        space.GetTypeMembers().Concat(space.GetNamespaceMembers().SelectMany(Below));
}
