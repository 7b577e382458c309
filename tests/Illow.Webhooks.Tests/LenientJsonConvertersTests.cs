using System.Globalization;
using System.Text.Json;

namespace Illow.Webhooks.Tests;

public sealed class LenientJsonConvertersTests
{
    [Theory]
    [InlineData("2024-05-01", "2024-05-01T00:00:00.0000000+00:00")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00.0000000+00:00")]
    [InlineData("0001-01-01", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31", "9999-12-31T00:00:00.0000000+00:00")]
    [InlineData("2024-05-01T10:20Z", "2024-05-01T10:20:00.0000000+00:00")]
    [InlineData("2024-05-01T10:20", "2024-05-01T10:20:00.0000000+00:00")]
    [InlineData("2024-05-01T10:20:30", "2024-05-01T10:20:30.0000000+00:00")]
    [InlineData("2024-05-01T10:20:30Z", "2024-05-01T10:20:30.0000000+00:00")]
    [InlineData("2024-05-01t10:20:30z", "2024-05-01T10:20:30.0000000+00:00")]
    [InlineData("2024-05-01T10:20:30.1Z", "2024-05-01T10:20:30.1000000+00:00")]
    [InlineData("2024-05-01T10:20:30.123Z", "2024-05-01T10:20:30.1230000+00:00")]
    [InlineData("2024-05-01T10:20:30.123456", "2024-05-01T10:20:30.1234560+00:00")]
    [InlineData("2024-05-01T10:20:30.1234567Z", "2024-05-01T10:20:30.1234567+00:00")]
    [InlineData("2024-05-01T10:20:30.123456789Z", "2024-05-01T10:20:30.1234567+00:00")]
    [InlineData("2024-05-01T10:20:30.9999999999999999Z", "2024-05-01T10:20:30.9999999+00:00")] // as many digits as the serializer reads
    [InlineData("2024-05-01T10:20:30+02:00", "2024-05-01T10:20:30.0000000+02:00")]
    [InlineData("2024-05-01T10:20:30-0330", "2024-05-01T10:20:30.0000000-03:30")]
    [InlineData("2024-05-01T10:20:30+05", "2024-05-01T10:20:30.0000000+05:00")]
    [InlineData("2024-05-01T10:20:30.5-14:00", "2024-05-01T10:20:30.5000000-14:00")]
    [InlineData("2024-05-01T10:20:30-00:00", "2024-05-01T10:20:30.0000000+00:00")]
    [InlineData("2024-05-01T10:20+14:00", "2024-05-01T10:20:00.0000000+14:00")]
    [InlineData("2024-05-01 10:20:30", "2024-05-01T10:20:30.0000000+00:00")]
    [InlineData("2024-05-01 10:20:30.25+00:00", "2024-05-01T10:20:30.2500000+00:00")]
    [InlineData("2024-05-01T00:00:00", "2024-05-01T00:00:00.0000000+00:00")]
    [InlineData("2024-05-01T23:59:59.9999999Z", "2024-05-01T23:59:59.9999999+00:00")]
    [InlineData("Wed, 01 May 2024 10:20:30 GMT", "2024-05-01T10:20:30.0000000+00:00")]
    [InlineData("Thu, 29 Feb 2024 00:00:00 GMT", "2024-02-29T00:00:00.0000000+00:00")]
    public void Parse_Date_IsTheDate(string text, string expected) =>
        Assert.Equal(expected, Parse(text)?.ToString("o", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a date")]
    [InlineData("tomorrow")]
    [InlineData("date from when the dsr was created")]
    [InlineData("2024")]
    [InlineData("2024-05")]
    [InlineData("2024-5-1")]
    [InlineData("24-05-01")]
    [InlineData("20240501")]
    [InlineData("20240501T102030Z")]
    [InlineData("2024-W18-3")]
    [InlineData("2024-122")]
    [InlineData("2024/05/01")]
    [InlineData("01/05/2024")]
    [InlineData("05/01/2024 10:20:30")]
    [InlineData("1714557600")]
    [InlineData("1714557600000")]
    [InlineData("0000-05-01")]
    [InlineData("2024-00-01")]
    [InlineData("2024-13-01")]
    [InlineData("2024-05-00")]
    [InlineData("2024-05-32")]
    [InlineData("2023-02-29")]
    [InlineData("-2024-05-01")]
    [InlineData("+2024-05-01")]
    [InlineData("12024-05-01")]
    [InlineData(" 2024-05-01")]
    [InlineData("2024-05-01 ")]
    [InlineData("2024-05-01Z")]
    [InlineData("2024-05-01+02:00")]
    [InlineData("2024-05-01T")]
    [InlineData("2024-05-01T10")]
    [InlineData("2024-05-01T10Z")]
    [InlineData("2024-05-01T10:2")]
    [InlineData("2024-05-01T10:20:")]
    [InlineData("2024-05-01T10:20:3")]
    [InlineData("2024-05-01T10:20:30.")]
    [InlineData("2024-05-01T10:20.5Z")]
    [InlineData("2024-05-01T24:00:00Z")]
    [InlineData("2024-05-01T10:60:00Z")]
    [InlineData("2024-05-01T10:20:60Z")]
    [InlineData("2024-05-01T-1:20:30Z")]
    [InlineData("2024-05-01T10:20:30Z+00:00")]
    [InlineData("2024-05-01T10:20:30 +02:00")]
    [InlineData("2024-05-01T10:20:30+")]
    [InlineData("2024-05-01T10:20:30+2")]
    [InlineData("2024-05-01T10:20:30+02:")]
    [InlineData("2024-05-01T10:20:30+02:0")]
    [InlineData("2024-05-01T10:20:30+02:60")]
    [InlineData("2024-05-01T10:20:30+14:01")]
    [InlineData("2024-05-01T10:20:30-15:00")]
    [InlineData("2024-05-01T10:20:30+99:99")]
    [InlineData("2024-05-01T10:20:30 UTC")]
    [InlineData("2024-05-01T10:20:30[Europe/Berlin]")]
    [InlineData("2024-05-01X10:20:30")]
    [InlineData("2024-05-01  10:20:30")]
    [InlineData("2024-05-01\n10:20:30")]
    [InlineData("\u0662\u0660\u0662\u0664-05-01")]
    [InlineData("2024\u201005\u201001")]
    [InlineData("0001-01-01T00:00:00+00:01")] // before the first tick in UTC
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("Thu, 01 May 2024 10:20:30 GMT")] // a Wednesday
    [InlineData("Wed, 1 May 2024 10:20:30 GMT")]
    [InlineData("wed, 01 may 2024 10:20:30 gmt")]
    [InlineData("Wed, 01 May 2024 10:20:30 UTC")]
    [InlineData("Wed, 01 May 2024 10:20:30 +0000")]
    [InlineData("Wed, 31 Jun 2024 10:20:30 GMT")]
    [InlineData("Wed May 01 2024 10:20:30 GMT+0000 (Coordinated Universal Time)")]
    [InlineData("1 May 2024")]
    [InlineData("May 1, 2024")]
    [InlineData("10:20:30")]
    [InlineData("2024-05-01T10:20:30.11111111111111111111111111111111111111111111Z")] // 65 characters
    [InlineData("2024-05-01T10:20:30.00000000000000000000000000000000000000000000000Z")] // 67 characters
    public void Parse_AnythingElse_IsNull(string text) => Assert.Null(Parse(text));

    [Fact]
    public void Parse_InAnotherCulture_IsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.DateTimeFormat.AbbreviatedDayNames = ["dom", "seg", "ter", "qua", "qui", "sex", "s\u00e1b"];
        other.DateTimeFormat.DateSeparator = ".";
        other.DateTimeFormat.TimeSeparator = ".";
        CultureInfo.CurrentCulture = other;
        try
        {
            Assert.Equal(new DateTimeOffset(2024, 5, 1, 10, 20, 30, TimeSpan.Zero), Parse("Wed, 01 May 2024 10:20:30 GMT"));
            Assert.Equal(new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero), Parse("2024-05-01"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Parse_RandomDatesInTheFormatsOfThePlatform_AreReadBack()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var offset = TimeSpan.FromMinutes(random.Next(-14 * 60, (14 * 60) + 1));
            var date = new DateTimeOffset(random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), offset);

            Assert.True(date.EqualsExact(Parse(date.ToString("o", CultureInfo.InvariantCulture))!.Value));
            Assert.Equal(
                date.UtcDateTime.AddTicks(-(date.UtcTicks % TimeSpan.TicksPerSecond)),
                Parse(date.ToString("r", CultureInfo.InvariantCulture))!.Value.UtcDateTime);
        }
    }

    private static DateTimeOffset? Parse(string text) =>
        JsonSerializer.Deserialize<DsrCreated>(JsonSerializer.SerializeToUtf8Bytes(new { createdAt = text }))!.CreatedAt;
}
