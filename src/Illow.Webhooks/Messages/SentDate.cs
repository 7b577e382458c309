using System.Buffers.Text;

namespace Illow.Webhooks.Messages;

/// <summary>
/// Reads the dates a sender may write: ISO 8601 (a day; a day and a time with or without seconds, fraction and zone;
/// "T" or a space between) and RFC 1123. No culture, no clock and no zone of the host has a say; no zone means UTC.
/// </summary>
internal ref struct SentDate
{
    /// <summary>Longer texts are no date: an ISO 8601 date with a fraction of 30 digits fits.</summary>
    internal const int MaxLength = 64;

    private const int DayLength = 10; // yyyy-MM-dd
    private const int Rfc1123Length = 29; // Wed, 01 May 2024 10:00:00 GMT
    private const int MaxOffsetInMinutes = 14 * 60;

    private ReadOnlySpan<byte> _rest;

    /// <summary>The date, with the offset that the text has; null for any other text.</summary>
    internal static DateTimeOffset? Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length is < DayLength or > MaxLength)
        {
            return null;
        }

        if (text.Length == Rfc1123Length && Utf8Parser.TryParse(text, out DateTimeOffset date, out _, 'R'))
        {
            return date;
        }

        var parse = new SentDate { _rest = text };
        return parse.TryReadDay(out var ticks) && parse.TryReadTime(ref ticks) && parse.TryReadZone(out var offset)
            ? Combine(ticks, offset)
            : null;
    }

    private static DateTimeOffset? Combine(long localTicks, int offsetInMinutes)
    {
        var utcTicks = localTicks - (offsetInMinutes * TimeSpan.TicksPerMinute);
        return utcTicks >= DateTime.MinValue.Ticks && utcTicks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(localTicks, TimeSpan.FromMinutes(offsetInMinutes))
            : null;
    }

    private bool TryReadDay(out long ticks)
    {
        ticks = 0;
        if (!TryReadNumber(4, out var year) || !TryRead('-') || !TryReadNumber(2, out var month) || !TryRead('-') || !TryReadNumber(2, out var day)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        ticks = new DateTime(year, month, day).Ticks;
        return true;
    }

    private bool TryReadTime(ref long ticks)
    {
        if (_rest.IsEmpty)
        {
            return true;
        }

        if (!(TryRead('T') || TryRead('t') || TryRead(' ')) || !TryReadNumber(2, out var hour) || !TryRead(':') || !TryReadNumber(2, out var minute))
        {
            return false;
        }

        var second = 0;
        long fraction = 0;
        if (TryRead(':') && (!TryReadNumber(2, out second) || (TryRead('.') && !TryReadFraction(out fraction))))
        {
            return false;
        }

        ticks += (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond) + fraction;
        return hour < 24 && minute < 60 && second < 60;
    }

    private bool TryReadFraction(out long ticks)
    {
        ticks = 0;
        var digits = 0;
        for (var unit = TimeSpan.TicksPerSecond / 10; TryReadNumber(1, out var digit); unit /= 10)
        {
            ticks += digit * unit; // the eighth digit and those after it count 0
            digits++;
        }

        return digits > 0;
    }

    private bool TryReadZone(out int offsetInMinutes)
    {
        offsetInMinutes = 0;
        if (_rest.IsEmpty || TryRead('Z') || TryRead('z'))
        {
            return _rest.IsEmpty;
        }

        var west = TryRead('-');
        if ((!west && !TryRead('+')) || !TryReadNumber(2, out var hours))
        {
            return false;
        }

        var minutes = 0;
        if (!_rest.IsEmpty)
        {
            _ = TryRead(':');
            if (!TryReadNumber(2, out minutes))
            {
                return false;
            }
        }

        var total = (hours * 60) + minutes;
        offsetInMinutes = west ? -total : total;
        return _rest.IsEmpty && minutes < 60 && total <= MaxOffsetInMinutes;
    }

    private bool TryRead(char expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    private bool TryReadNumber(int digits, out int number)
    {
        number = 0;
        if (_rest.Length < digits)
        {
            return false;
        }

        foreach (var digit in _rest[..digits])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + digit - '0';
        }

        _rest = _rest[digits..];
        return true;
    }
}
