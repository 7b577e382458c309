using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Illow.Webhooks.Messages;

/// <summary>
/// Reads an envelope strictly, in one pass over the body's bytes, allocating only the strings it hands over.
/// Pure: no HTTP, no clock, no state; safe to call from any thread. Never throws for any bytes.
/// </summary>
/// <remarks>
/// What is wrong with the encoding or with the JSON counts before what is wrong with the envelope's shape;
/// of several flaws in the shape, the first in the body counts, and absent members last.
/// </remarks>
internal static class EnvelopeParser
{
    /// <summary>How many objects and arrays may stand in each other, the envelope's own object included.</summary>
    internal const int MaxDepth = 64;

    /// <summary>Longest id, in UTF-16 characters after unescaping.</summary>
    internal const int MaxTextLength = 512;

    // Bounded stack: 640 + 256 bytes; more names than these go to pooled memory
    private const int NamesOnStack = 32;
    private const int ScratchOnStack = 256;

    // One more than allowed, so that the level too many is seen as a token rather than as an exception
    private static readonly JsonReaderOptions Strict = new()
    {
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaxDepth + 1,
    };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a body whose signature has been verified.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="eventProperty">
    /// Name of the top-level member that may name the event, matched with regard to case; null or empty: none. A required member of the
    /// same name wins.
    /// </param>
    /// <param name="envelope">What the body says, if the answer is true.</param>
    /// <param name="problem">Why the body is not an envelope, if the answer is false.</param>
    /// <param name="member">
    /// The protocol's name of the top-level member that the problem is in, if it is one of the four; never text of the body.
    /// </param>
    internal static bool TryParse(
        ReadOnlySpan<byte> body,
        string? eventProperty,
        out ParsedEnvelope envelope,
        out EnvelopeProblem problem,
        out string? member)
    {
        var draft = new EnvelopeBuilder();
        problem = CheckEncoding(body);
        if (problem == EnvelopeProblem.None)
        {
            problem = Walk(body, string.IsNullOrEmpty(eventProperty) ? null : eventProperty, ref draft);
        }

        if (problem != EnvelopeProblem.None)
        {
            envelope = default;
            member = EnvelopePropertyNames.NameOf(draft.Current);
            return false;
        }

        return draft.TryFinish(out envelope, out problem, out member);
    }

    private static EnvelopeProblem CheckEncoding(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return EnvelopeProblem.Empty;
        }

        if (body.StartsWith(ByteOrderMark))
        {
            return EnvelopeProblem.ByteOrderMark;
        }

        return Utf8.IsValid(body) ? EnvelopeProblem.None : EnvelopeProblem.NotUtf8;
    }

    private static EnvelopeProblem Walk(ReadOnlySpan<byte> body, string? eventProperty, ref EnvelopeBuilder draft)
    {
        var reader = new Utf8JsonReader(body, Strict);
        var names = new PropertyNameSet(body, stackalloc PropertyName[NamesOnStack], stackalloc byte[ScratchOnStack]);
        try
        {
            if (reader.Read() && reader.TokenType != JsonTokenType.StartObject)
            {
                return EnvelopeProblem.NotAnObject;
            }

            var problem = EnvelopeProblem.None;
            while (problem == EnvelopeProblem.None && reader.Read())
            {
                problem = Visit(reader, ref names, eventProperty, ref draft);
            }

            return problem;
        }
        catch (JsonException)
        {
            draft.Current = EnvelopeProperty.Unknown;
            return EnvelopeProblem.NotJson;
        }
        finally
        {
            names.Dispose();
        }
    }

    private static EnvelopeProblem Visit(
        in Utf8JsonReader reader,
        ref PropertyNameSet names,
        string? eventProperty,
        ref EnvelopeBuilder draft)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                return VisitName(reader, ref names, eventProperty, ref draft);

            case JsonTokenType.String when HasLoneSurrogate(reader):
                return EnvelopeProblem.LoneSurrogate;

            case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= MaxDepth:
                return EnvelopeProblem.TooDeep;

            case JsonTokenType.EndObject:
                names.Close(reader.CurrentDepth);
                break;
        }

        if (reader.CurrentDepth == 1)
        {
            draft.Take(reader);
        }

        return EnvelopeProblem.None;
    }

    private static EnvelopeProblem VisitName(
        in Utf8JsonReader reader,
        ref PropertyNameSet names,
        string? eventProperty,
        ref EnvelopeBuilder draft)
    {
        var topLevel = reader.CurrentDepth == 1;
        if (topLevel)
        {
            draft.Current = EnvelopeProperty.Unknown;
        }

        if (HasLoneSurrogate(reader))
        {
            return EnvelopeProblem.LoneSurrogate;
        }

        if (topLevel)
        {
            draft.Current = EnvelopePropertyNames.Match(reader, eventProperty);
        }

        if (names.TryAdd(reader))
        {
            return EnvelopeProblem.None;
        }

        if (topLevel && draft.Current == EnvelopeProperty.Unknown)
        {
            draft.Current = EnvelopePropertyNames.MatchIgnoringCase(reader);
        }

        return EnvelopeProblem.DuplicateMember;
    }

    private static bool HasLoneSurrogate(in Utf8JsonReader reader) =>
        reader.ValueIsEscaped && JsonSurrogates.HasLoneSurrogate(reader.ValueSpan);
}

/// <summary>
/// What a body says, without a word about HTTP. Only meaningful where <see cref="EnvelopeParser.TryParse"/> answered true.
/// </summary>
internal readonly struct ParsedEnvelope
{
    /// <summary>The company, 1 to 512 UTF-16 characters, unescaped.</summary>
    public required string CompanyId { get; init; }

    /// <summary>The site, 1 to 512 UTF-16 characters, unescaped.</summary>
    public required string SiteId { get; init; }

    /// <summary>What tells a repetition, 1 to 512 UTF-16 characters, unescaped.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The event that the body names; null where it names none, or not with a string of 1 to 512 characters.</summary>
    public string? Event { get; init; }

    /// <summary>Where the metadata's value starts in the body, in bytes.</summary>
    public required int MetadataStart { get; init; }

    /// <summary>Length of the metadata's value in bytes; at least 1.</summary>
    public required int MetadataLength { get; init; }
}

/// <summary>What is known of an envelope while its body is read.</summary>
internal struct EnvelopeBuilder
{
    private string? _companyId;
    private string? _siteId;
    private string? _idempotencyKey;
    private string? _event;
    private int _metadataStart;
    private int _metadataLength;
    private EnvelopeProblem _flaw;
    private EnvelopeProperty _flawed;

    /// <summary>The member of the top level that the reader is in.</summary>
    internal EnvelopeProperty Current { get; set; }

    /// <summary>Takes the value of <see cref="Current"/>: whole if it is a scalar, its first and last token otherwise.</summary>
    internal void Take(in Utf8JsonReader reader)
    {
        switch (Current)
        {
            case EnvelopeProperty.CompanyId:
                _companyId = TakeId(reader);
                break;

            case EnvelopeProperty.SiteId:
                _siteId = TakeId(reader);
                break;

            case EnvelopeProperty.IdempotencyKey:
                _idempotencyKey = TakeId(reader);
                break;

            case EnvelopeProperty.Event:
                _ = ReadText(reader, out _event);
                break;

            case EnvelopeProperty.Metadata:
                if (_metadataLength == 0)
                {
                    _metadataStart = (int)reader.TokenStartIndex;
                }

                _metadataLength = (int)reader.BytesConsumed - _metadataStart;
                break;
        }
    }

    /// <summary>Judges the shape, once the whole body has been read.</summary>
    internal readonly bool TryFinish(out ParsedEnvelope envelope, out EnvelopeProblem problem, out string? member)
    {
        if (_flaw == EnvelopeProblem.None
            && _companyId is not null
            && _siteId is not null
            && _idempotencyKey is not null
            && _metadataLength > 0)
        {
            envelope = new ParsedEnvelope
            {
                CompanyId = _companyId,
                SiteId = _siteId,
                IdempotencyKey = _idempotencyKey,
                Event = _event,
                MetadataStart = _metadataStart,
                MetadataLength = _metadataLength,
            };
            (problem, member) = (EnvelopeProblem.None, null);
            return true;
        }

        envelope = default;
        (problem, member) = _flaw == EnvelopeProblem.None
            ? (EnvelopeProblem.MissingMember, EnvelopePropertyNames.NameOf(FirstMissing()))
            : (_flaw, EnvelopePropertyNames.NameOf(_flawed));
        return false;
    }

    private readonly EnvelopeProperty FirstMissing() => this switch
    {
        { _companyId: null } => EnvelopeProperty.CompanyId,
        { _siteId: null } => EnvelopeProperty.SiteId,
        { _idempotencyKey: null } => EnvelopeProperty.IdempotencyKey,
        _ => EnvelopeProperty.Metadata,
    };

    private string? TakeId(in Utf8JsonReader reader)
    {
        var flaw = ReadText(reader, out var text);
        if (flaw != EnvelopeProblem.None && _flaw == EnvelopeProblem.None)
        {
            (_flaw, _flawed) = (flaw, Current);
        }

        return text;
    }

    private static EnvelopeProblem ReadText(in Utf8JsonReader reader, out string? text)
    {
        text = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            return EnvelopeProblem.MemberNotAString;
        }

        // Before the text is made, so that a long one costs no memory
        if (reader.ValueSpan.Length > EnvelopeParser.MaxTextLength * JsonSurrogates.EscapeLength)
        {
            return EnvelopeProblem.MemberTooLong;
        }

        var read = reader.ValueIsEscaped ? Unescape(reader) : Encoding.UTF8.GetString(reader.ValueSpan);
        if (read.Length > EnvelopeParser.MaxTextLength)
        {
            return EnvelopeProblem.MemberTooLong;
        }

        if (read.AsSpan().IndexOfAnyExcept(" \t\r\n") < 0)
        {
            return EnvelopeProblem.MemberBlank;
        }

        text = read;
        return EnvelopeProblem.None;
    }

    // Apart, since GetString is not a readonly member and would copy the reader for every plain string too
    private static string Unescape(Utf8JsonReader reader) => reader.GetString()!;
}
