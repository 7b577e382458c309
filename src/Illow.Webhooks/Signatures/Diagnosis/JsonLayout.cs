namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>Where a JSON writer puts white space.</summary>
internal sealed record JsonLayout(string Name, string Comma, string Colon, string? Indent)
{
    /// <summary>Those of the usual libraries.</summary>
    internal static IReadOnlyList<JsonLayout> All =>
    [
        new("compact JSON", ",", ":", null),
        new("JSON with a blank after \",\" and \":\" (Python's default)", ", ", ": ", null),
        new("JSON indented by 2 blanks", ",", ": ", "  "),
        new("JSON indented by 4 blanks", ",", ": ", "    "),
        new("JSON indented by tabs", ",", ": ", "\t"),
        new("JSON with a blank after \":\"", ",", ": ", null),
    ];
}
