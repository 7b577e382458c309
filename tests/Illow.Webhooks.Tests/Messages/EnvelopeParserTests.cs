using System.Text;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks.Tests.Messages;

public sealed class EnvelopeParserTests
{
    [Fact]
    public void TryParse_Envelope_TellsItsFourMembers()
    {
        var answer = Bodies.Parse(Bodies.With("""{"id":"x"}"""));

        Assert.True(answer.Accepted);
        Assert.Null(answer.Member);
        Assert.Equal(Bodies.CompanyId, answer.Envelope.CompanyId);
        Assert.Equal(Bodies.SiteId, answer.Envelope.SiteId);
        Assert.Equal(Bodies.IdempotencyKey, answer.Envelope.IdempotencyKey);
        Assert.Null(answer.Envelope.Event);
        Assert.Equal("""{"id":"x"}""", answer.Metadata);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("0")]
    [InlineData("-0.0e-0")]
    [InlineData("1e999999")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890.1234567890123456789")]
    [InlineData("\"\"")]
    [InlineData("\"dataSpecificToTheEvent\"")]
    [InlineData("\" \\u0000 \\ud83d\\ude00 \u00e9 \U0001f600\"")]
    [InlineData("[{},[{}],\"]\",{\"}\":[]}]")]
    [InlineData("{\"companyId\":1,\"siteId\":null,\"metadata\":{\"metadata\":[]}}")]
    [InlineData("{\"$type\":\"System.Object\",\"__proto__\":{}}")]
    [InlineData("{\"a\":{\"a\":{\"a\":1}},\"A\":[{\"a\":1},{\"a\":2}],\"\":\"a\"}")]
    public void TryParse_AnyMetadata_IsTakenByteForByte(string metadata)
    {
        Assert.Equal(metadata, Bodies.Parse(Bodies.With(metadata)).Metadata);
        Assert.Equal(metadata, Bodies.Parse(Bodies.With(metadata, ",\"later\":1")).Metadata);
        Assert.Equal(metadata, Bodies.Parse($"\t\r\n {{ \"metadata\" :\n {metadata} \r, {Bodies.Ids} }}\r\n").Metadata);
    }

    [Theory]
    [InlineData(",\"unknown\":{\"deep\":[1,{\"er\":null}]}")]
    [InlineData(",\"\":0")]
    [InlineData(",\"$type\":\"x\",\"__proto__\":{\"companyId\":\"y\"}")]
    [InlineData(",\"company\\u0000Id\":0,\"companyId \":0,\"c\u043empanyId\":0")]
    [InlineData(",\"\u212a\":0,\"k\":0")] // the Kelvin sign is not a case of k
    public void TryParse_UnknownMembers_AreAccepted(string more)
    {
        var answer = Bodies.Parse(Bodies.With("{}", more));

        Assert.True(answer.Accepted);
        Assert.Equal(Bodies.CompanyId, answer.Envelope.CompanyId);
        Assert.Equal("{}", answer.Metadata);
    }

    [Theory]
    [InlineData("companyId")]
    [InlineData("siteId")]
    [InlineData("idempotencyKey")]
    [InlineData("metadata")]
    public void TryParse_MemberMissing_IsRefused(string name)
    {
        var body = Bodies.With("{}").Replace($"\"{name}\":", "\"other\":", StringComparison.Ordinal);

        Bodies.Parse(body).AssertRefused(EnvelopeProblem.MissingMember, name);
        Bodies.Parse(body.Replace("\"other\"", $"\"{name.ToUpperInvariant()}\"", StringComparison.Ordinal))
            .AssertRefused(EnvelopeProblem.MissingMember, name);
        Bodies.Parse(body.Replace("\"other\"", $"\" {name}\"", StringComparison.Ordinal))
            .AssertRefused(EnvelopeProblem.MissingMember, name);
    }

    [Fact]
    public void TryParse_EmptyObject_MissesTheFirstMember() =>
        Bodies.Parse("{}").AssertRefused(EnvelopeProblem.MissingMember, "companyId");

    [Fact]
    public void TryParse_MembersInsideMetadataOnly_DoNotCount() =>
        Bodies.Parse($"{{\"metadata\":{{{Bodies.Ids}}}}}").AssertRefused(EnvelopeProblem.MissingMember, "companyId");

    [Fact]
    public void TryParse_MetadataEmptyString_IsPresent() => Assert.Equal("\"\"", Bodies.Parse(Bodies.With("\"\"")).Metadata);

    [Theory]
    [MemberData(nameof(IdCases))]
    public void TryParse_IdOfWrongKind_IsRefused(string name, string json, int problem)
    {
        Bodies.Parse(Bodies.WithId(name, json)).AssertRefused((EnvelopeProblem)problem, name);
    }

    public static TheoryData<string, string, int> IdCases()
    {
        var data = new TheoryData<string, string, int>();
        foreach (var name in new[] { "companyId", "siteId", "idempotencyKey" })
        {
            foreach (var json in new[] { "null", "true", "false", "0", "1.5", "{}", "[]", "[\"x\"]", "{\"x\":\"y\"}" })
            {
                data.Add(name, json, (int)EnvelopeProblem.MemberNotAString);
            }

            foreach (var blank in new[] { "", " ", "\\t", "\\r\\n", "\\u0020\\u0009\\u000d\\u000A", new string(' ', 512) })
            {
                data.Add(name, $"\"{blank}\"", (int)EnvelopeProblem.MemberBlank);
            }

            foreach (var unit in new[] { "x", "\u00e9", "\u20ac", "\\u0041", "\\n", " " })
            {
                data.Add(name, $"\"{Repeat(unit, 513)}\"", (int)EnvelopeProblem.MemberTooLong);
            }

            data.Add(name, $"\"x{Repeat("\U0001f600", 256)}\"", (int)EnvelopeProblem.MemberTooLong);
            data.Add(name, $"\"{Repeat("x", 100_000)}\"", (int)EnvelopeProblem.MemberTooLong);
        }

        return data;
    }

    [Theory]
    [InlineData("x", 1, "x")]
    [InlineData("x", 512, "x")]
    [InlineData("\u00e9", 512, "\u00e9")]
    [InlineData("\u20ac", 512, "\u20ac")]
    [InlineData("\U0001f600", 256, "\U0001f600")]
    [InlineData("\\ud83d\\uDE00", 256, "\U0001f600")]
    [InlineData("\\u0041", 512, "A")]
    [InlineData("\\u0000", 512, "\0")]
    [InlineData("\\/", 512, "/")]
    [InlineData("\u00a0", 1, "\u00a0")] // only space, tab, CR and LF are blank
    [InlineData("\\f", 1, "\f")]
    [InlineData("\\b\\\\\\\"", 1, "\b\\\"")]
    [InlineData(" x ", 1, " x ")]
    public void TryParse_IdWithinBounds_IsUnescaped(string json, int times, string text)
    {
        foreach (var name in new[] { "companyId", "siteId", "idempotencyKey" })
        {
            var answer = Bodies.Parse(Bodies.WithId(name, $"\"{Repeat(json, times)}\""));

            Assert.True(answer.Accepted);
            Assert.Equal(Repeat(text, times), name switch
            {
                "companyId" => answer.Envelope.CompanyId,
                "siteId" => answer.Envelope.SiteId,
                _ => answer.Envelope.IdempotencyKey,
            });
        }
    }

    [Fact]
    public void TryParse_NamesByEscapes_AreTheSameNames()
    {
        var body = Bodies.With("7")
            .Replace("companyId", "c\\u006fmpanyI\\u0064", StringComparison.Ordinal)
            .Replace("metadata", "\\u006Detadata", StringComparison.Ordinal);
        var answer = Bodies.Parse(body);

        Assert.Equal((true, Bodies.CompanyId, "7"), (answer.Accepted, answer.Envelope.CompanyId, answer.Metadata));
    }

    [Fact]
    public void TryParse_SeveralFlaws_ReportsTheFirstOfTheShapeAndJsonBeforeShape()
    {
        Bodies.Parse("""{"siteId":1,"companyId":""}""").AssertRefused(EnvelopeProblem.MemberNotAString, "siteId");
        Bodies.Parse("""{"siteId":1,"companyId":"}""").AssertRefused(EnvelopeProblem.NotJson, null);
        Bodies.Parse("""{"siteId":1,"a":0,"a":0}""").AssertRefused(EnvelopeProblem.DuplicateMember, null);
    }

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
