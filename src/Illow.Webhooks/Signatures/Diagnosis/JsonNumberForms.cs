using System.Text.Json;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>The body with zeros after the decimal point that something on the way dropped: 1.0 captured as 1, 12.50 as 12.5.</summary>
internal static class JsonNumberForms
{
    /// <summary>Forms of all numbers together: where there are more, only the same form for each is tried.</summary>
    private const int MostForms = 512;

    internal static IEnumerable<BodyVariant> Of(JsonElement root)
    {
        var numbers = new List<JsonElement>();
        Collect(root, numbers);
        var texts = numbers.ConvertAll(number => number.GetRawText());
        return Choices(texts).SelectMany(forms => Write(root, forms)).Concat(WithOrders(root, [.. texts.Distinct(StringComparer.Ordinal)]));
    }

    // Writers that sort members drop zeros, too. Equal numbers get the same form: in another order, their places say nothing
    private static IEnumerable<BodyVariant> WithOrders(JsonElement root, List<string> texts)
    {
        if (root.GetRawText().Length > JsonOrders.LongestPermuted)
        {
            yield break;
        }

        foreach (var forms in Choices(texts))
        {
            foreach (var ordering in JsonOrders.Named())
            {
                foreach (var layout in JsonOrders.UsualLayouts)
                {
                    var rewriter = new JsonRewriter(layout, JsonTextStyle.Kept)
                    {
                        Order = ordering.Order,
                        Number = number => forms[texts.IndexOf(number.GetRawText())],
                    };
                    var what = $"{layout.Name} with its members {ordering.Name} and zeros after the decimal point";
                    if (JsonVariants.Write(rewriter, root, SignatureCause.JsonMemberOrder, what) is { } variant)
                    {
                        yield return variant;
                    }
                }
            }
        }
    }

    private static IEnumerable<BodyVariant> Write(JsonElement root, string[] forms)
    {
        foreach (var layout in JsonLayout.All)
        {
            // Members keep their places, so that the numbers come in the order in which they were collected
            var next = 0;
            var rewriter = new JsonRewriter(layout, JsonTextStyle.Kept) { Number = _ => forms[next++] };
            var what = $"{layout.Name} with zeros after the decimal point";
            if (JsonVariants.Write(rewriter, root, SignatureCause.JsonNumbers, what) is { } variant)
            {
                yield return variant;
            }
        }
    }

    private static void Collect(JsonElement element, List<JsonElement> numbers)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                numbers.Add(element);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, numbers);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Collect(member.Value, numbers);
                }

                break;
        }
    }

    private static IEnumerable<string[]> Choices(List<string> numbers)
    {
        if (numbers.Count == 0)
        {
            return [];
        }

        var forms = numbers.ConvertAll(FormsOf);
        var count = forms.Aggregate(1L, (product, each) => Math.Min(product * each.Length, MostForms + 1));
        return count > MostForms
            ? Enumerable.Range(1, 2).Select(i => (string[])[.. forms.Select(each => each[Math.Min(i, each.Length - 1)])])
            : forms.Aggregate((IEnumerable<string[]>)[[]], (choices, each) =>
                choices.SelectMany(choice => each.Select(form => (string[])[.. choice, form])));
    }

    private static string[] FormsOf(string number)
    {
        var point = number.IndexOf('.', StringComparison.Ordinal);
        return number.AsSpan().ContainsAny('e', 'E') ? [number]
            : point < 0 ? [number, number + ".0", number + ".00"]
            : point == number.Length - 2 ? [number, number + "0"]
            : [number];
    }
}
