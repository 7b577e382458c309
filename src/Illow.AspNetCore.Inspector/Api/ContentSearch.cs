using System.Globalization;
using System.Text;
using Illow.AspNetCore.Inspector.Recording;

namespace Illow.AspNetCore.Inspector.Api;

/// <summary>Finds deliveries by what the list does not show: the identifiers of the envelope and the text of the body.</summary>
internal static class ContentSearch
{
    internal const int LongestText = 256;

    /// <param name="records">Where to look.</param>
    /// <param name="text">Words that must all occur, in the content or in what the list shows, without regard to case.</param>
    internal static SearchResult Find(IEnumerable<DeliveryRecord> records, string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return new SearchResult([.. records.Where(record => words.Length > 0 && Holds(record, words)).Select(record => record.Id)]);
    }

    private static bool Holds(DeliveryRecord record, string[] words)
    {
        string?[] listed =
        [
            record.Url, record.Event, record.Registration, record.Outcome, record.Reason, record.Exception, record.ExceptionMessage,
            record.TraceId, record.Envelope?.CompanyId, record.Envelope?.SiteId, record.Envelope?.IdempotencyKey,
            string.Create(CultureInfo.InvariantCulture, $"#{record.Id}"),
            string.Create(CultureInfo.InvariantCulture, $"{record.Status}"),
        ];
        string? body = null;
        return words.All(word =>
            listed.Any(one => Contains(one, word))
            || Contains(body ??= Encoding.UTF8.GetString(record.Request.Body.Span), word));
    }

    private static bool Contains(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false;
}
