using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

/// <summary>A body whose members something on the way put into another order. Those of metadata are dsr.created's.</summary>
public sealed class JsonOrdersTests
{
    private const string Documented =
        """{"id":"1","companyId":"2","createdAt":"3","dueDate":"4","legislation":"5","requestStatus":{"b":1,"a":2}}""";

    private const string Sorted =
        """{"companyId":"2","createdAt":"3","dueDate":"4","id":"1","legislation":"5","requestStatus":{"b":1,"a":2}}""";

    private const string DeeplySorted =
        """{"companyId":"2","createdAt":"3","dueDate":"4","id":"1","legislation":"5","requestStatus":{"a":2,"b":1}}""";

    private const string Own =
        """{"legislation":"5","id":"1","requestStatus":{"b":1,"a":2},"dueDate":"4","companyId":"2","createdAt":"3"}""";

    [Fact]
    public void Explain_SignedAsIllowDocuments_SaysSo() => AssertOrder(
        "compact JSON with its members in the order that illow documents and its escapes kept:",
        InDocumentedOrder(Documented),
        InAlphabeticalOrder(Sorted));

    [Fact]
    public void Explain_SignedAsIllowDocumentsAndSortedWithin_SaysSo() => AssertOrder(
        "in the order that illow documents, and those within them sorted and its escapes kept:",
        InDocumentedOrder(DeeplySorted),
        InAlphabeticalOrder(Own));

    [Fact]
    public void Explain_SignedAsIllowDocumentsAndAsHereWithin_SaysSo() => AssertOrder(
        "in the order that illow documents, and those within them as here and its escapes kept:",
        InDocumentedOrder(Own),
        InAlphabeticalOrder(Own));

    [Fact]
    public void Explain_OtherOrderOfTheEnvelopeSigned_SaysSo()
    {
        AssertOrder("compact JSON with its members in another order and its escapes kept:", InAnotherOrder(Own), InAlphabeticalOrder(Own));
        AssertOrder("in another order", InAnotherOrder(Documented), InAlphabeticalOrder(Sorted));
    }

    [Fact]
    public void Explain_OtherOrderOfMetadataSigned_SaysSo() =>
        AssertOrder("in another order", InDocumentedOrder(Own), InAlphabeticalOrder(Sorted));

    [Theory]
    [InlineData("""{"b":1,"c":2,"a":3}""", """{"a":3,"b":1,"c":2}""")]
    [InlineData("""{"siteId":"s","metadata":"text","companyId":"c"}""", """{"companyId":"c","metadata":"text","siteId":"s"}""")]
    [InlineData("""{"siteId":"s","metadata":[],"companyId":"c"}""", """{"companyId":"c","metadata":[],"siteId":"s"}""")]
    [InlineData("""{"b": 1, "c": 2, "a": 3}""", """{"a":3,"b":1,"c":2}""")]
    [InlineData("""{"b":1,"c":2,"a":"\u00e9"}""", """{"a":"é","b":1,"c":2}""")]
    public void Explain_OtherOrderOfAnyObjectSigned_SaysSo(string sent, string received) => AssertOrder("in another order", sent, received);

    [Theory]
    [InlineData("{\"b\":1,\n\"c\":2,\"a\":3}", """{"a":3,"b":1,"c":2}""")]
    [InlineData("{\n  \"b\": 1,\n  \"c\": 2,\n  \"a\": 3\n}", """{"a":3,"b":1,"c":2}""")]
    [InlineData("""[2,1]""", """[1,2]""")]
    [InlineData("""{"b":1,"c":2,"a":3,"f":4,"e":5,"d":6}""", """{"a":3,"b":1,"c":2,"d":6,"e":5,"f":4}""")]
    [InlineData(
        """{"siteId":"s","metadata":{"b":1,"c":2,"a":3,"f":4,"e":5,"d":6,"g":7}}""",
        """{"metadata":{"a":3,"b":1,"c":2,"d":6,"e":5,"f":4,"g":7},"siteId":"s"}""")]
    public void Explain_OrderThatIsNotTried_IsNotExplained(string sent, string received) =>
        Assert.NotEqual(SignatureCause.JsonMemberOrder, Diagnose.OfBody(sent, received).Cause);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Explain_OtherOrderOfALongBody_IsTriedUpToALength(int over, bool explained)
    {
        const string Around = """{"a":"","b":1,"c":2}""";
        var text = new string('x', (16 * 1024) + over - Around.Length);

        var finding = Diagnose.OfBody($$"""{"b":1,"c":2,"a":"{{text}}"}""", $$"""{"a":"{{text}}","b":1,"c":2}""");

        Assert.Equal(explained, finding.Cause == SignatureCause.JsonMemberOrder);
    }

    private static string InDocumentedOrder(string metadata) =>
        """{"companyId":"c-1","siteId":"s-1","idempotencyKey":"k-1","event":"e","metadata":""" + metadata + "}";

    private static string InAlphabeticalOrder(string metadata) =>
        """{"companyId":"c-1","event":"e","idempotencyKey":"k-1","metadata":""" + metadata + ""","siteId":"s-1"}""";

    private static string InAnotherOrder(string metadata) =>
        """{"idempotencyKey":"k-1","metadata":""" + metadata + ""","event":"e","siteId":"s-1","companyId":"c-1"}""";

    private static void AssertOrder(string words, string sent, string received)
    {
        var finding = Diagnose.OfBody(sent, received);

        Assert.Equal(SignatureCause.JsonMemberOrder, finding.Cause);
        Assert.Contains(words, finding.Explanation, StringComparison.Ordinal);
    }
}
