using System.Text.RegularExpressions;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>Something that a page's snippet uses and another part of the page, or the reader's own code, declares.</summary>
/// <param name="Name">The name that the snippet uses.</param>
/// <param name="Declaration">What declares it, in C#.</param>
/// <param name="Kind">Where in a file that belongs.</param>
internal sealed record Given(string Name, string Declaration, GivenKind Kind = GivenKind.Statement)
{
    internal bool IsMissingIn(string code) =>
        Regex.IsMatch(code, $@"(?<![.\w""/-]){Name}(?=[.<>(),;\s]|$)")
        && !Regex.IsMatch(
            code,
            $@"\b(var|class|record|interface|(?!new |await |return )\w+>?) {Name}( =|[(\s;)]|$)|\b{Name} =>|using \w+(\.\w+)*\.{Name};");
}
