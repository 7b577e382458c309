using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Messages;

/// <summary>What is known of an envelope while its body is read.</summary>
internal struct EnvelopeDraft
{
    private string? _companyId;
    private string? _siteId;
    private string? _idempotencyKey;
    private string? _event;
    private int _metadataStart;
    private int _metadataLength;
    private EnvelopeProblem _flaw;
    private EnvelopeMember _flawed;

    /// <summary>The member of the top level that the reader is in.</summary>
    internal EnvelopeMember Current { get; set; }

    /// <summary>Takes the value of <see cref="Current"/>: whole if it is a scalar, its first and last token otherwise.</summary>
    internal void Take(in Utf8JsonReader reader)
    {
        switch (Current)
        {
            case EnvelopeMember.CompanyId:
                _companyId = TakeId(reader);
                break;

            case EnvelopeMember.SiteId:
                _siteId = TakeId(reader);
                break;

            case EnvelopeMember.IdempotencyKey:
                _idempotencyKey = TakeId(reader);
                break;

            case EnvelopeMember.Event:
                _ = ReadText(reader, out _event);
                break;

            case EnvelopeMember.Metadata:
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
        if (_flaw == EnvelopeProblem.None && _companyId is not null && _siteId is not null && _idempotencyKey is not null && _metadataLength > 0)
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
            ? (EnvelopeProblem.MissingMember, EnvelopeMemberNames.NameOf(FirstMissing()))
            : (_flaw, EnvelopeMemberNames.NameOf(_flawed));
        return false;
    }

    private readonly EnvelopeMember FirstMissing() => this switch
    {
        { _companyId: null } => EnvelopeMember.CompanyId,
        { _siteId: null } => EnvelopeMember.SiteId,
        { _idempotencyKey: null } => EnvelopeMember.IdempotencyKey,
        _ => EnvelopeMember.Metadata,
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
