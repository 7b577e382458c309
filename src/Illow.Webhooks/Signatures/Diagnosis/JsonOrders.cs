using System.Text.Json;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>
/// The body with its members in another order: sorted, in the order in which illow documents them, or in any other where they are few.
/// A recorder that sorts members leaves no trace of their order, so that all of them are tried.
/// </summary>
internal static class JsonOrders
{
    // 120 and 720 orders
    private const int MostEnvelopeMembers = 5;
    private const int MostMetadataMembers = 6;

    /// <summary>Characters of the longest body of which every order is tried.</summary>
    internal const int LongestPermuted = 16 * 1024;

    private const int MetadataDepth = 1;

    // Illow documents no place for the event's name; before the data is where one would write it
    private static readonly string[] DocumentedEnvelope =
        [.. EnvelopePropertyNames.Required.SkipLast(1).Select(EnvelopePropertyNames.NameOf)!, "event", EnvelopePropertyNames.Metadata];

    private static readonly JsonTextStyle[] Styles = Enum.GetValues<JsonTextStyle>();

    // The layouts and escapes that senders use most, where there are many orders to try
    internal static readonly JsonLayout[] UsualLayouts = [.. JsonLayout.All.Take(2)];
    private static readonly JsonTextStyle[] UsualStyles = [JsonTextStyle.Kept, JsonTextStyle.Ascii];

    internal static IEnumerable<BodyVariant> Of(JsonElement root) =>
        Named().SelectMany(order => Write(root, order, JsonLayout.All, Styles))
            .Concat(Permutations(root).SelectMany(order => Write(root, order, UsualLayouts, UsualStyles)));

    private static IEnumerable<BodyVariant> Write(
        JsonElement root,
        Ordering ordering,
        IReadOnlyList<JsonLayout> layouts,
        JsonTextStyle[] styles)
    {
        foreach (var style in styles)
        {
            foreach (var layout in layouts)
            {
                var rewriter = new JsonRewriter(layout, style) { Order = ordering.Order };
                var what = $"{layout.Name} with its members {ordering.Name} and {JsonText.Describe(style)}";
                if (JsonVariants.Write(rewriter, root, SignatureCause.JsonMemberOrder, what) is { } variant)
                {
                    yield return variant;
                }
            }
        }
    }

    internal static IEnumerable<Ordering> Named()
    {
        yield return new("sorted", static (members, _) => Sort(members));
        yield return new("in the order that illow documents", static (members, depth) => depth switch
        {
            0 => By(members, DocumentedEnvelope),
            MetadataDepth => AsDocumented(members),
            _ => members,
        });
        yield return new("in the order that illow documents, and those within them sorted", static (members, depth) =>
            depth == 0 ? By(members, DocumentedEnvelope) : Sort(members));
        yield return new("in the order that illow documents, and those within them as here", static (members, depth) =>
            depth == 0 ? By(members, DocumentedEnvelope) : members);
    }

    private static IEnumerable<Ordering> Permutations(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.GetRawText().Length > LongestPermuted)
        {
            yield break;
        }

        foreach (var names in PermutationsOf(root, MostEnvelopeMembers))
        {
            yield return new("in another order", (members, depth) => depth == 0 ? By(members, names) : members);
            yield return new("in another order", (members, depth) =>
                depth == 0 ? By(members, names) : depth == MetadataDepth ? AsDocumented(members) : members);
        }

        if (root.TryGetProperty(EnvelopePropertyNames.Metadata, out var metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            foreach (var names in PermutationsOf(metadata, MostMetadataMembers))
            {
                yield return new("in another order", (members, depth) =>
                    depth == 0 ? By(members, DocumentedEnvelope) : depth == MetadataDepth ? By(members, names) : members);
            }
        }
    }

    private static IEnumerable<string[]> PermutationsOf(JsonElement element, int most)
    {
        var names = element.EnumerateObject().Select(member => member.Name).ToArray();
        return names.Length <= most ? PermutationsOf(names) : [];
    }

    private static IEnumerable<string[]> PermutationsOf(string[] names)
    {
        if (names.Length <= 1)
        {
            return [names];
        }

        return names.SelectMany((first, i) =>
            PermutationsOf([.. names[..i], .. names[(i + 1)..]]).Select(rest => (string[])[first, .. rest]));
    }

    private static IOrderedEnumerable<JsonProperty> Sort(IEnumerable<JsonProperty> members) =>
        members.OrderBy(member => member.Name, StringComparer.Ordinal);

    // Of the known event whose members these are, as far as can be seen from their names
    private static IEnumerable<JsonProperty> AsDocumented(IEnumerable<JsonProperty> members)
    {
        var present = members.ToList();
        var orders = KnownEvents.All.Select(known => known.MemberNames.ToArray());
        return orders.MaxBy(names => present.Count(member => names.Contains(member.Name))) is { } names ? By(present, names) : present;
    }

    // Members that are not among the names come last, in their own order
    private static IOrderedEnumerable<JsonProperty> By(IEnumerable<JsonProperty> members, string[] names) =>
        members.OrderBy(member => Array.IndexOf(names, member.Name) is >= 0 and var index ? index : names.Length);

    internal sealed record Ordering(string Name, Func<IEnumerable<JsonProperty>, int, IEnumerable<JsonProperty>> Order);
}
