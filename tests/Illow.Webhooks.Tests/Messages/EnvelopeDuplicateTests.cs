using Illow.Webhooks.Messages;

namespace Illow.Webhooks.Tests.Messages;

public sealed class EnvelopeDuplicateTests
{
    [Theory]
    [InlineData("companyId", "companyId")]
    [InlineData("siteId", "siteId")]
    [InlineData("idempotencyKey", "idempotencyKey")]
    [InlineData("idempotencyKe\\u0079", "idempotencyKey")]
    [InlineData("\\u0069\\u0064empotencyKey", "idempotencyKey")]
    [InlineData("metadata", "metadata")]
    [InlineData("CompanyId", "companyId")]
    [InlineData("companyid", "companyId")]
    [InlineData("SITEID", "siteId")]
    [InlineData("\\u0053iteId", "siteId")]
    [InlineData("METADATA", "metadata")]
    public void TryParse_OursTwice_IsRefused(string again, string member)
    {
        Bodies.Parse(Bodies.With("{}", $",\"{again}\":\"x\"")).AssertRefused(EnvelopeProblem.DuplicateMember, member);
        Bodies.Parse($"{{\"{again}\":\"x\",{Bodies.With("{}")[1..]}").AssertRefused(EnvelopeProblem.DuplicateMember, member);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "A")]
    [InlineData("", "")]
    [InlineData("a", "\\u0061")]
    [InlineData("\\u0061", "\\u0041")]
    [InlineData("/", "\\/")]
    [InlineData("\\n", "\\u000a")]
    [InlineData("\u00e9", "\u00c9")]
    [InlineData("\u00e9", "\\u00C9")]
    [InlineData("\u03c3", "\u03a3")]
    [InlineData("\u2c65", "\u023a")] // two bytes of UTF-8 against three
    [InlineData("\U00010428", "\\uD801\\uDC00")] // Deseret, beyond the basic plane
    [InlineData("x\ud83d\ude00", "X\\ud83d\\ude00")]
    public void TryParse_TopLevelNamesThatDifferOnlyInCase_AreRefused(string first, string second)
    {
        Bodies.Parse(Bodies.With("{}", $",\"{first}\":0,\"{second}\":0")).AssertRefused(EnvelopeProblem.DuplicateMember, null);
        Bodies.Parse(Bodies.With("{}", $",\"{second}\":0,\"{first}\":0")).AssertRefused(EnvelopeProblem.DuplicateMember, null);
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"b":2,"c":3,"a":4}""")]
    [InlineData("""{"":1,"":2}""")]
    [InlineData("""{"a":1,"\u0061":1}""")]
    [InlineData("""{"\u0061":1,"a":1}""")]
    [InlineData("""{"\u0061":1,"\u0061":1}""")]
    [InlineData("""{"/":1,"\/":1}""")]
    [InlineData("""{"\ud83d\ude00":1,"😀":1}""")]
    [InlineData("""[[{"x":{"a":{},"a":{}}}]]""")]
    [InlineData("""{"a":{"b":{"c":1}},"a":1}""")]
    [InlineData("""{"a":[{"a":1},{"a":2,"b":{"a":1},"a":3}]}""")]
    public void TryParse_DuplicateInsideMetadata_IsRefused(string metadata)
    {
        Bodies.Parse(Bodies.With(metadata)).AssertRefused(EnvelopeProblem.DuplicateMember, "metadata");
        Bodies.Parse(Bodies.With("{}", ",\"other\":" + metadata)).AssertRefused(EnvelopeProblem.DuplicateMember, null);
    }

    [Theory]
    [InlineData("""{"a":1,"A":2,"aa":3,"aA":4}""")]
    [InlineData("""{"é":1,"É":2,"e\u0301":3}""")]
    [InlineData("""{"a":{"a":{"a":1}}}""")]
    [InlineData("""[{"a":1},{"a":2},{"a":3}]""")]
    [InlineData("""{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}],"x":1}""")]
    [InlineData("""{"a\u0000":1,"a":2,"a\u0000b":3}""")]
    public void TryParse_NamesThatDiffer_AreAccepted(string metadata) => Assert.True(Bodies.Parse(Bodies.With(metadata)).Accepted);

    // The bounds of the memory on the stack lie somewhere below 100 names and 1,000 characters
    [Theory]
    [MemberData(nameof(Counts))]
    public void TryParse_ManyNames_FindsTheOneThatComesTwice(int count)
    {
        var cases = new[]
        {
            ("n{0}", 0),
            ("n{0}", count / 2),
            ("n{0}", count - 1),
            ("\\u006e{0}", count / 3),
            ("a name of some length, number {0}", 0),
        };
        foreach (var (format, at) in cases)
        {
            var names = Enumerable.Range(0, count).Select(i => string.Format(null, format, i)).ToList();
            var members = string.Join(',', names.Select(name => $"\"{name}\":{{\"{name}\":[0]}}"));
            var twice = names[at].Replace("\\u006e", "n", StringComparison.Ordinal);

            Assert.True(Bodies.Parse(Bodies.With($"{{{members}}}")).Accepted);
            Assert.True(Bodies.Parse(Bodies.With($"{{{members},\"{twice.ToUpperInvariant()}\":0}}")).Accepted);
            Assert.True(Bodies.Parse(Bodies.With("{}", "," + members)).Accepted);
            Bodies.Parse(Bodies.With($"{{{members},\"{twice}\":0}}")).AssertRefused(EnvelopeProblem.DuplicateMember, "metadata");
            Bodies.Parse(Bodies.With($"[{{{members}}},{{\"x\":{{{members},\"{twice}\":0}}}}]"))
                .AssertRefused(EnvelopeProblem.DuplicateMember, "metadata");
            Bodies.Parse(Bodies.With("{}", $",{members},\"{twice.ToUpperInvariant()}\":0"))
                .AssertRefused(EnvelopeProblem.DuplicateMember, null);
            Bodies.Parse(Bodies.With("{}", $",{members},\"SITEID\":0")).AssertRefused(EnvelopeProblem.DuplicateMember, "siteId");
        }
    }

    // Each takes more room at once than the memory on the stack has, and more than twice that
    [Theory]
    [InlineData(2_000)]
    [InlineData(5_000)]
    [InlineData(40_000)]
    public void TryParse_LongNames_FindsTheOneThatComesTwice(int length)
    {
        var name = new string('n', length);
        var escaped = "\\u006e" + name[1..];

        Assert.True(Bodies.Parse(Bodies.With($"{{\"a\\u0062\":0,\"{escaped}\":0,\"{name}x\":0,\"ax\":0}}")).Accepted);
        Bodies.Parse(Bodies.With($"{{\"a\\u0062\":0,\"{escaped}\":0,\"{name}\":0}}"))
            .AssertRefused(EnvelopeProblem.DuplicateMember, "metadata");
        Bodies.Parse(Bodies.With($"{{\"a\\u0062\":0,\"{escaped}\":0,\"ab\":0}}"))
            .AssertRefused(EnvelopeProblem.DuplicateMember, "metadata");
        var upper = escaped.ToUpperInvariant().Replace("\\U", "\\u", StringComparison.Ordinal);
        Bodies.Parse(Bodies.With("{}", $",\"x\":0,\"{name}\":0,\"{upper}\":0"))
            .AssertRefused(EnvelopeProblem.DuplicateMember, null);
        Bodies.Parse(Bodies.With("{}", $",\"x\":0,\"{name}\":0,\"X\":0")).AssertRefused(EnvelopeProblem.DuplicateMember, null);
    }

    [Theory]
    [InlineData("siteId")]
    [InlineData("COMPANYID")]
    public void TryParse_NameOfOursTwiceInsideAnotherMember_IsNotOurs(string name) =>
        Bodies.Parse(Bodies.With("{}", $",\"other\":{{\"{name}\":0,\"{name}\":0}}")).AssertRefused(EnvelopeProblem.DuplicateMember, null);

    public static TheoryData<int> Counts() => [.. Enumerable.Range(1, 70), 127, 128, 129, 511, 512, 513, 3000];

    [Fact]
    public void TryParse_LargeObjectClosed_ItsNamesAreForgottenAndTheOuterOnesKept()
    {
        var large = "{" + string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"n{i}\":0")) + "}";

        Assert.True(Bodies.Parse(Bodies.With($"{{\"a\":{large},\"b\":{large},\"n1\":{large},\"c\":[{large},{large}]}}")).Accepted);
        Bodies.Parse(Bodies.With($"{{\"a\":{large},\"b\":{large},\"c\":[{large},{large}],\"a\":0}}"))
            .AssertRefused(EnvelopeProblem.DuplicateMember, "metadata");
        Bodies.Parse(Bodies.With(large, $",\"x\":{large},\"X\":0")).AssertRefused(EnvelopeProblem.DuplicateMember, null);
        Bodies.Parse(Bodies.With(large, ",\"companyId\":\"x\"")).AssertRefused(EnvelopeProblem.DuplicateMember, "companyId");
    }
}
