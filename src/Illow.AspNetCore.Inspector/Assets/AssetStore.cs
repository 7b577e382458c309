using System.Diagnostics.CodeAnalysis;

namespace Illow.AspNetCore.Inspector.Assets;

/// <summary>The page's own files, out of the assembly.</summary>
internal static class AssetStore
{
    internal const string Page = "index.html";

    private static readonly string[] Names =
    [
        Page, "inspector.css", "icon.svg",
        "main.js", "address.js", "body.js", "chart.js", "content.js", "copies.js", "dead-letters.js", "details.js", "dom.js", "feed.js",
        "format.js", "keys.js", "list.js", "map.js", "outcomes.js", "samples.js",
    ];

    internal static IReadOnlyList<Asset> All { get; } = [.. Names.Select(Load)];

    [SuppressMessage("ApiDesign", "RS0030", Justification = "Reads a file of this assembly; no type is loaded")]
    private static Asset Load(string name)
    {
        using var stream = typeof(AssetStore).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The file {name} is missing from the package.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset(name, TypeOf(name), content);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
}

/// <summary>One file of the page, as it is sent.</summary>
internal sealed record Asset(string Name, string ContentType, byte[] Content);
