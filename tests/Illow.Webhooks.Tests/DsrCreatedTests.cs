using System.Text;
using System.Text.Json;
using Illow.Webhooks.Tests.Messages;

namespace Illow.Webhooks.Tests;

public sealed class DsrCreatedTests
{
    private const string Full =
        """{"id":"d1","companyId":"c1","createdAt":"2024-05-01T10:20:30.5+02:00","dueDate":"2024-06-15",""" +
        "\"legislation\":\"GDPR\",\"requestStatus\":\"PENDING\"}";

    private static readonly JsonSerializerOptions OneByteAtATime = new() { DefaultBufferSize = 1 };
    private static readonly JsonSerializerOptions OtherNames = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper };

    private static readonly DsrCreated FullValue = new()
    {
        Id = "d1",
        CompanyId = "c1",
        CreatedAt = new DateTimeOffset(2024, 5, 1, 10, 20, 30, 500, TimeSpan.FromHours(2)),
        DueDate = new DateTimeOffset(2024, 6, 15, 0, 0, 0, TimeSpan.Zero),
        Legislation = "GDPR",
        RequestStatus = "PENDING",
    };

    [Fact]
    public void Read_AllMembers_TellsThem()
    {
        AssertReads(FullValue, Full);
        Assert.Equal(TimeSpan.FromHours(2), Read(Full).CreatedAt?.Offset);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[{\"id\":\"x\"}]")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("0")]
    [InlineData("1e999999")]
    [InlineData("\"dataSpecificToTheEvent\"")]
    [InlineData(" \n{ } ")]
    [InlineData("{\"data\":{\"id\":\"x\",\"companyId\":\"y\"}}")]
    [InlineData("{\"Id\":\"x\",\"COMPANYID\":\"y\",\"created_at\":\"2024-05-01\"}")]
    [InlineData("{\"id\\u0000\":\"y\"}")]
    public void Read_NoneOfTheMembers_IsAllNull(string json) => Assert.Equal(new DsrCreated(), Read(json));

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("0")]
    [InlineData("1714557600000")]
    [InlineData("{}")]
    [InlineData("{\"id\":\"inner\",\"dueDate\":\"2024-05-01\"}")]
    [InlineData("[\"x\",[{\"id\":\"inner\"}]]")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"x\\udc00\"")]
    public void Read_MemberOfAnotherType_IsNullAndTheOthersAreRead(string value)
    {
        AssertReads(
            new DsrCreated { RequestStatus = "s" },
            $"{{\"id\":{value},\"companyId\":{value},\"createdAt\":{value},\"dueDate\":{value}," +
            $"\"legislation\":{value},\"requestStatus\":\"s\"}}");
        AssertReads(new DsrCreated { Id = "i" }, $"{{\"id\":\"i\",\"requestStatus\":{value},\"unknown\":{value}}}");
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("1714557600")]
    [InlineData("2024-02-30")]
    public void Read_TextThatIsNoDate_IsNull(string text) =>
        AssertReads(new DsrCreated { Id = "i" }, $"{{\"createdAt\":\"{text}\",\"dueDate\":\"{text}\",\"id\":\"i\"}}");

    [Fact]
    public void Read_LongTextForADate_IsNull() =>
        AssertReads(
            new DsrCreated(),
            $"{{\"createdAt\":\"{new string('2', 10_000)}\",\"dueDate\":\"{string.Concat(Enumerable.Repeat("\\u0032", 10_000))}\"}}");

    [Fact]
    public void Read_Escapes_AreUnescaped() => AssertReads(
        new DsrCreated { Id = "a\"\U0001f600", CreatedAt = new DateTimeOffset(2024, 5, 1, 8, 20, 30, TimeSpan.Zero), Legislation = "" },
        "{\"\\u0069d\":\"a\\\"\\ud83d\\ude00\",\"createdAt\":\"2024-05-01T10:20:30\\u002B02:00\",\"legislation\":\"\"}");

    [Fact]
    public void Read_EveryCharacterEscaped_ReadsTheLongestNameAndDate() => AssertReads(
        new DsrCreated { RequestStatus = "s", DueDate = new DateTimeOffset(638_501_556_301_111_111, TimeSpan.Zero) },
        $"{{\"{Escaped("requestStatus")}\":\"s\",\"dueDate\":\"{Escaped("2024-05-01T10:20:30.".PadRight(36, '1') + "Z")}\"}}");

    [Theory]
    [InlineData("requestStatuss")]
    [InlineData("a name that is much longer than every name that the protocol has")]
    public void Read_LongNamesWithEscapes_AreOthers(string name) =>
        AssertReads(new DsrCreated { Id = "x" }, $"{{\"{Escaped(name)}\":\"s\",\"id\":\"x\"}}");

    [Fact]
    public void Read_TextThatIsNoUtf8_IsNull()
    {
        byte[] json = [.. "{\"id\":\""u8, 0xFF, .. "\",\"createdAt\":\"2024-05-01"u8, 0xC0, .. "\",\"legislation\":\"x\"}"u8];

        Assert.Equal(new DsrCreated { Legislation = "x" }, JsonSerializer.Deserialize<DsrCreated>(json));
    }

    [Fact]
    public void Read_AsDeepAsAMessageMayBe_DoesNotThrow()
    {
        var deep = new string('[', 62) + new string(']', 62);

        Assert.Equal(new DsrCreated { Legislation = "x" }, Read($"{{\"id\":{deep},\"unknown\":{deep},\"legislation\":\"x\"}}"));
        Assert.Equal(new DsrCreated(), Read($"[{deep}]"));
    }

    [Fact]
    public async Task Deserialize_FromASlowStream_ReadsTheSame()
    {
        var json = $$"""[{{Full}},null,{"id":"{{new string('x', 100)}}","createdAt":"2024-05-01","unknown":{"a":[1,2]} }]""";
        await using var stream = new OneByteStream(Encoding.UTF8.GetBytes(json));

        var read = await JsonSerializer.DeserializeAsync<DsrCreated[]>(stream, OneByteAtATime, TestContext.Current.CancellationToken);

        var last = new DsrCreated { Id = new string('x', 100), CreatedAt = new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero) };
        Assert.Equal([FullValue, null!, last], read!);
    }

    [Fact]
    public void Deserialize_FromSeveralSegments_ReadsTheSame()
    {
        var json = Encoding.UTF8.GetBytes(Full.Replace("+02:00", "\\u002B02:00", StringComparison.Ordinal));
        AssertReadsInSegments(FullValue, json);
    }

    [Fact]
    public void Deserialize_LongTextsFromSeveralSegments_AreOthers() => AssertReadsInSegments(
        new DsrCreated { Id = "x" },
        Encoding.UTF8.GetBytes($"{{\"{new string('n', 100)}\":0,\"dueDate\":\"{new string('2', 400)}\",\"id\":\"x\"}}"));

    [Fact]
    public void Serialize_Value_WritesTheProtocolsNamesUnderAnyOptions()
    {
        const string Expected =
            """{"id":"d1","companyId":"c1","createdAt":"2024-05-01T10:20:30.5+02:00","dueDate":"2024-06-15T00:00:00+00:00",""" +
            "\"legislation\":\"GDPR\",\"requestStatus\":\"PENDING\"}";

        Assert.Equal(Expected, JsonSerializer.Serialize(FullValue));
        Assert.Equal(Expected, JsonSerializer.Serialize(FullValue, OtherNames));
        Assert.Equal(
            """{"id":null,"companyId":null,"createdAt":null,"dueDate":null,"legislation":null,"requestStatus":null}""",
            JsonSerializer.Serialize(new DsrCreated()));
        Assert.Equal("null", JsonSerializer.Serialize<DsrCreated?>(null));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3_155_378_975_999_999_999, 0)]
    [InlineData(638_500_000_000_000_001, 840)]
    [InlineData(638_500_000_000_000_000, -570)]
    public void Serialize_AndBack_KeepsEveryTick(long ticks, int offset)
    {
        var value = FullValue with
        {
            CreatedAt = new DateTimeOffset(ticks, TimeSpan.FromMinutes(offset)),
            Id = "\u2028<\u0000\U0001f600\"",
        };
        var back = JsonSerializer.Deserialize<DsrCreated>(JsonSerializer.Serialize(value))!;

        Assert.Equal(value, back);
        Assert.True(value.CreatedAt!.Value.EqualsExact(back.CreatedAt!.Value));
    }

    [Fact]
    public void Serialize_ThroughASourceGeneratedContext_Works()
    {
        var json = JsonSerializer.Serialize(new DsrHolder { Dsr = FullValue }, DsrContext.Default.DsrHolder);

        Assert.Equal(FullValue, JsonSerializer.Deserialize(json, DsrContext.Default.DsrHolder)!.Dsr);
    }

    [Fact]
    public void ToString_Value_TellsNoneOfIt() => Assert.Equal("DsrCreated", FullValue.ToString());

    [Fact]
    public void Write_NoWriter_Throws()
    {
        Assert.Throws<ArgumentNullException>(
            "writer",
            () => new LenientTextJsonConverter().Write(null!, "x", JsonSerializerOptions.Default));
        Assert.Throws<ArgumentNullException>(
            "writer",
            () => new LenientDateJsonConverter().Write(null!, default, JsonSerializerOptions.Default));
    }

    private static DsrCreated Read(string metadata)
    {
        Assert.True(IllowMessage.TryParse(Encoding.UTF8.GetBytes(Bodies.With(metadata)), out var message, out _));
        return message.GetMetadata<DsrCreated>(OtherNames);
    }

    private static string Escaped(string text) => string.Concat(text.Select(character => $"\\u{(int)character:x4}"));

    private static void AssertReadsInSegments(DsrCreated expected, byte[] json)
    {
        for (var size = 1; size < 20; size++)
        {
            var reader = new Utf8JsonReader(Segments.Of(json, size));
            Assert.Equal(expected, JsonSerializer.Deserialize<DsrCreated>(ref reader));
        }
    }

    private static void AssertReads(DsrCreated expected, string json)
    {
        Assert.Equal(expected, JsonSerializer.Deserialize<DsrCreated>(json));
        if (!json.Contains("\\ud", StringComparison.Ordinal))
        {
            Assert.Equal(expected, Read(json));
        }
    }
}
