using System.Globalization;
using Illow.Webhooks.Tool.Listening;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>A line for each delivery that came, and one more where it could not be forwarded.</summary>
internal static class ListenView
{
    private const int LongestPart = 120;

    internal static void Write(TextWriter output, ListenedDelivery delivery)
    {
        string?[] parts =
        [
            delivery.Status == 0 ? "---" : delivery.Status.ToString(CultureInfo.InvariantCulture),
            delivery.Again ? "again" : null,
            Printable.Of($"{delivery.Method} {delivery.Path}", LongestPart),
            Printable.Of(delivery.Event ?? "event not named", LongestPart),
            delivery.Verified switch { true => "verified", false => $"not verified ({delivery.Cause})", null => null },
            delivery.Milliseconds is { } milliseconds ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms") : null,
            string.Create(CultureInfo.InvariantCulture, $"{delivery.Bytes} bytes"),
            delivery.File,
        ];
        output.WriteLine(string.Join("  ", parts.OfType<string>()));
        if (delivery.Failure is { } failure)
        {
            output.WriteLine($"     not forwarded ({failure.Name}): {failure.Explanation}");
        }
    }
}
