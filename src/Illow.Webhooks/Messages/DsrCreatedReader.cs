using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Illow.Webhooks.Messages;

/// <summary>Reads <see cref="DsrCreated"/> from any JSON value; what does not fit is null. Pure; safe to call from any thread.</summary>
internal static class DsrCreatedReader
{
    private const int LongestName = 13;

    // Depth is the envelope parser's business; skipping is no recursion and can take any
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private enum Member
    {
        Other,
        Id,
        CompanyId,
        CreatedAt,
        DueDate,
        Legislation,
        RequestStatus,
    }

    /// <summary>Reads one JSON value.</summary>
    internal static DsrCreated Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, AnyDepth);
        _ = reader.Read();
        return Read(ref reader);
    }

    /// <summary>Reads the value that the reader stands on, to its last token. The whole value must be at hand, as it is in a converter.</summary>
    internal static DsrCreated Read(ref Utf8JsonReader reader)
    {
        string? id = null, companyId = null, legislation = null, requestStatus = null;
        DateTimeOffset? createdAt = null, dueDate = null;

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _ = reader.TrySkip();
            return new DsrCreated();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (MemberOf(reader))
            {
                case Member.Id:
                    id = ReadText(ref reader);
                    break;
                case Member.CompanyId:
                    companyId = ReadText(ref reader);
                    break;
                case Member.CreatedAt:
                    createdAt = ReadDate(ref reader);
                    break;
                case Member.DueDate:
                    dueDate = ReadDate(ref reader);
                    break;
                case Member.Legislation:
                    legislation = ReadText(ref reader);
                    break;
                case Member.RequestStatus:
                    requestStatus = ReadText(ref reader);
                    break;
                default:
                    _ = reader.TrySkip();
                    break;
            }
        }

        return new DsrCreated
        {
            Id = id,
            CompanyId = companyId,
            CreatedAt = createdAt,
            DueDate = dueDate,
            Legislation = legislation,
            RequestStatus = requestStatus,
        };
    }

    private static Member MemberOf(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && !reader.HasValueSequence)
        {
            return MemberOf(reader.ValueSpan);
        }

        // Half a character in a name would make unescaping throw
        Span<byte> name = stackalloc byte[LongestName * JsonSurrogates.EscapeLength];
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        return length <= name.Length && IsText(reader) ? MemberOf(name[..reader.CopyString(name)]) : Member.Other;
    }

    private static Member MemberOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => Member.Id,
        7 when name.SequenceEqual("dueDate"u8) => Member.DueDate,
        9 when name.SequenceEqual("companyId"u8) => Member.CompanyId,
        9 when name.SequenceEqual("createdAt"u8) => Member.CreatedAt,
        11 when name.SequenceEqual("legislation"u8) => Member.Legislation,
        LongestName when name.SequenceEqual("requestStatus"u8) => Member.RequestStatus,
        _ => Member.Other,
    };

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        if (!MoveToString(ref reader))
        {
            return null;
        }

        return reader.ValueIsEscaped || reader.HasValueSequence
            ? reader.GetString()
            : Encoding.UTF8.GetString(reader.ValueSpan);
    }

    private static DateTimeOffset? ReadDate(ref Utf8JsonReader reader)
    {
        if (!MoveToString(ref reader))
        {
            return null;
        }

        if (!reader.ValueIsEscaped && !reader.HasValueSequence)
        {
            return SentDate.Parse(reader.ValueSpan);
        }

        // An encoder may write the plus sign of an offset as \u002B
        Span<byte> text = stackalloc byte[SentDate.MaxLength * JsonSurrogates.EscapeLength];
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        return length <= text.Length ? SentDate.Parse(text[..reader.CopyString(text)]) : null;
    }

    // Moves to the member's value; past it, if it is no string or one that has no text
    private static bool MoveToString(ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            return IsText(reader);
        }

        _ = reader.TrySkip();
        return false;
    }

    private static bool IsText(in Utf8JsonReader reader)
    {
        var raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return Utf8.IsValid(raw) && !(reader.ValueIsEscaped && JsonSurrogates.HasLoneSurrogate(raw));
    }
}
