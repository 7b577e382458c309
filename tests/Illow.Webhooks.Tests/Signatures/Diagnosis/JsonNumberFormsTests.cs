using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

/// <summary>A body whose numbers lost the zeros after their decimal points on the way.</summary>
public sealed class JsonNumberFormsTests
{
    [Theory]
    [InlineData("1.0", "1")]
    [InlineData("1.00", "1")]
    [InlineData("-3.0", "-3")]
    [InlineData("12.50", "12.5")]
    public void Explain_ZerosDropped_SaysSo(string sent, string received) => AssertFinding(
        SignatureCause.JsonNumbers,
        "The sender signed compact JSON with zeros after the decimal point: something on the way",
        $$"""{"a":{{sent}},"b":[12.25,{"c":{{sent}}}]}""",
        $$"""{"a":{{received}},"b":[12.25,{"c":{{received}}}]}""");

    [Fact]
    public void Explain_ZerosOfSomeNumbersDropped_SaysSo() => AssertFinding(
        SignatureCause.JsonNumbers,
        "with zeros after the decimal point",
        """{ "a": [1,2.0,3.00], "b": 4.0 }""".Replace(" ", "", StringComparison.Ordinal),
        """{"a":[1,2,3],"b":4}""");

    [Theory]
    [InlineData("1.000", "1")]
    [InlineData("1.500", "1.5")]
    [InlineData("12.250", "12.25")]
    [InlineData("1e3", "1.0e3")]
    public void Explain_OtherFormSigned_IsNotExplained(string sent, string received) =>
        Assert.DoesNotContain(
            "zeros after the decimal point",
            Diagnose.OfBody($$"""{"a":{{sent}}}""", $$"""{"a":{{received}}}""").Explanation,
            StringComparison.Ordinal);

    // Each has one form, so that those of the last number are all that is tried
    [Theory]
    [InlineData("1e3")]
    [InlineData("1.5E3")]
    [InlineData("1.25")]
    [InlineData("10.125")]
    public void Explain_ManyNumbersOfOneForm_LeaveTheOthersAllOfTheirs(string number)
    {
        var many = string.Concat(Enumerable.Repeat(number + ",", 10));

        AssertFinding(SignatureCause.JsonNumbers, "with zeros", $$"""{"a":[{{many}}2.00,3.0]}""", $$"""{"a":[{{many}}2,3]}""");
    }

    [Fact]
    public void Explain_UpTo512FormsInAll_TriesEach()
    {
        var received = string.Join(',', Enumerable.Repeat("1.5", 9));

        AssertFinding(SignatureCause.JsonNumbers, "with zeros", $$"""{"a":[1.50,{{received[4..]}}]}""", $$"""{"a":[{{received}}]}""");
    }

    [Theory]
    [InlineData("1.0,2.0,3.0,4.0,5.0,6.0,7.50", true)]
    [InlineData("1.00,2.00,3.00,4.00,5.00,6.00,7.50", true)]
    [InlineData("1.00,2.0,3.0,4.0,5.0,6.0,7.50", false)]
    [InlineData("1,2.0,3.0,4.0,5.0,6.0,7.50", false)]
    public void Explain_MoreForms_TriesTheSameForEach(string sent, bool explained)
    {
        var finding = Diagnose.OfBody($"[{sent}]", "[1,2,3,4,5,6,7.5]");

        Assert.Equal(explained, finding.Cause == SignatureCause.JsonNumbers);
    }

    [Theory]
    [InlineData(
        """{"a":2.0,"b":1,"c":2.0}""",
        """{"c":2,"b":1,"a":2}""",
        "compact JSON with its members sorted and zeros after the decimal point:")]
    [InlineData("""{"a": 2.0, "b": 1, "c": 2.0}""", """{"c":2,"b":1,"a":2}""", "(Python's default) with its members sorted and zeros")]
    [InlineData(
        """{"companyId":5.0,"siteId":2,"metadata":{"b":1,"a":3}}""",
        """{"siteId":2,"metadata":{"b":1,"a":3},"companyId":5}""",
        "in the order that illow documents and zeros after the decimal point:")]
    public void Explain_SortedAndZerosDropped_SaysSo(string sent, string received, string words) =>
        AssertFinding(SignatureCause.JsonMemberOrder, words, sent, received);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Explain_SortedAndZerosDroppedInALongBody_IsTriedUpToALength(int over, bool explained)
    {
        const string Around = """{"b":1,"a":""}""";
        var text = new string('x', (16 * 1024) + over - Around.Length);

        var finding = Diagnose.OfBody($$"""{"a":"{{text}}","b":1.0}""", $$"""{"b":1,"a":"{{text}}"}""");

        Assert.Equal(explained, finding.Cause == SignatureCause.JsonMemberOrder);
    }

    private static void AssertFinding(SignatureCause cause, string words, string sent, string received)
    {
        var finding = Diagnose.OfBody(sent, received);

        Assert.Equal(cause, finding.Cause);
        Assert.Contains(words, finding.Explanation, StringComparison.Ordinal);
    }
}
