using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Messages;

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

    // Apart, since GetString is no readonly member and would copy the reader for every plain string too
    private static string Unescape(Utf8JsonReader reader) => reader.GetString()!;
}
