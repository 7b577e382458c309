using System.Text.Encodings.Web;
using System.Text.Json;
using Illow.Webhooks.Signatures;
using Illow.Webhooks.Signatures.Diagnosis;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

/// <summary>
/// A body that was parsed and written again. The texts of Python, JavaScript and .NET are their own output; those of other
/// writers follow their documentation.
/// </summary>
public sealed class JsonDiagnosisTests
{
    // json.dumps(value)
    private const string PythonDefault =
        """{"companyId": "c-1", "siteId": "s-1", "idempotencyKey": "k-1", "metadata": """ +
        """{"name": "Jos\u00e9", "url": "a/b?c=d&e", "tags": ["<1>", "it's"], "share": 1.0, "size": 1000.0, "none": [], "empty": {}}}""";

    // json.dumps(value, ensure_ascii=False, indent=2) without the numbers
    private const string Indented2 = """
        {
          "name": "José",
          "tags": [
            "<1>",
            "b"
          ],
          "none": [],
          "empty": {}
        }
        """;

    private const string PlainCompact = """{"name":"José","tags":["<1>","b"],"none":[],"empty":{}}""";

    private static readonly JsonSerializerOptions Indenting =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The layouts of JsonLayout, each over a body that lays itself out like none of them
    [Theory]
    [InlineData("""{"a":[1,{"b":[]}]}""", "compact JSON")]
    [InlineData("""{"a": [1, {"b": []}]}""", "JSON with a blank after \",\" and \":\" (Python's default)")]
    [InlineData("{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ]\n}", "JSON indented by 2 blanks")]
    [InlineData("{\n    \"a\": [\n        1,\n        {\n            \"b\": []\n        }\n    ]\n}", "JSON indented by 4 blanks")]
    [InlineData("{\n\t\"a\": [\n\t\t1,\n\t\t{\n\t\t\t\"b\": []\n\t\t}\n\t]\n}", "JSON indented by tabs")]
    [InlineData("""{"a": [1,{"b": []}]}""", "JSON with a blank after \":\"")]
    public void Explain_EachLayoutSigned_NamesIt(string sent, string layout) =>
        AssertFinding(
            SignatureCause.JsonLayout, $"The sender signed {layout}: something on the way",
            Diagnose.OfBody(sent, """{ "a" : [ 1 , { "b" : [ ] } ] }"""));

    [Fact]
    public void Explain_OtherLayoutOfEscapedNames_KeepsTheEscapes() =>
        AssertFinding(SignatureCause.JsonLayout, "compact JSON", Diagnose.OfBody("""{"Jos\u00e9":1}""", """{ "Jos\u00e9": 1 }"""));

    [Fact]
    public void Explain_CompactSigned_SaysSo()
    {
        AssertFinding(SignatureCause.JsonLayout, "compact JSON", Diagnose.OfBody(PlainCompact, Indented2.ReplaceLineEndings("\n")));
        AssertFinding(SignatureCause.JsonLayout, "compact JSON", Diagnose.OfBody(PlainCompact, Indented2.ReplaceLineEndings("\r\n")));
    }

    [Fact]
    public void Explain_PythonSeparatorsSigned_SaysSo() =>
        AssertFinding(
            SignatureCause.JsonLayout, "Python's default",
            Diagnose.OfBody("""{"name": "José", "tags": ["<1>", "b"], "none": [], "empty": {}}""", PlainCompact));

    [Fact]
    public void Explain_IndentedSigned_SaysSo()
    {
        var indented = Indented2.ReplaceLineEndings("\n");
        AssertFinding(SignatureCause.JsonLayout, "indented by 2 blanks", Diagnose.OfBody(indented, PlainCompact));
        AssertFinding(
            SignatureCause.JsonLayout, "indented by 4 blanks",
            Diagnose.OfBody(indented.Replace("  ", "    ", StringComparison.Ordinal), PlainCompact));
        AssertFinding(
            SignatureCause.JsonLayout, "indented by tabs",
            Diagnose.OfBody(indented.Replace("  ", "\t", StringComparison.Ordinal), PlainCompact));
    }

    [Fact]
    public void Explain_IndentedByThisPlatformSigned_SaysSo()
    {
        using var document = JsonDocument.Parse(PlainCompact);
        AssertFinding(
            SignatureCause.JsonLayout, "indented by 2 blanks",
            Diagnose.OfBody(JsonSerializer.Serialize(document, Indenting), PlainCompact));
    }

    [Fact]
    public void Explain_RewrittenWithANewlineSigned_SaysSo()
    {
        AssertFinding(SignatureCause.JsonLayout, "A newline followed it.", Diagnose.OfBody(PlainCompact + "\n", Indented2));
        AssertFinding(
            SignatureCause.JsonLayout, "indented by 2 blanks",
            Diagnose.OfBody(Indented2.ReplaceLineEndings("\n") + "\n", PlainCompact));
    }

    [Theory]
    [InlineData("""{"name": "Jos\u00e9", "dotless": "\ud83d\ude00/"}""", "Python's json.dumps")]
    [InlineData("""{"name":"Jos\u00e9","dotless":"\ud83d\ude00\/"}""", "PHP's json_encode")]
    [InlineData("""{"name":"José","dotless":"😀\/"}""", "PHP with unescaped Unicode")]
    [InlineData("""{"name":"Jos\u00E9","dotless":"\uD83D\uDE00/"}""", "System.Text.Json")]
    public void Explain_EscapedSigned_NamesTheWriter(string sent, string writer) =>
        AssertFinding(SignatureCause.JsonEscaping, writer, Diagnose.OfBody(sent, """{"name":"José","dotless":"😀/"}"""));

    [Theory]
    [InlineData("""{"html":"\u003ca\u003e \u0026 b=1 it's"}""", "Go's encoding/json")]
    [InlineData("""{"html":"\u003ca\u003e \u0026 b\u003d1 it\u0027s"}""", "Gson")]
    [InlineData("""{"html":"\u003Ca\u003E \u0026 b=1 it\u0027s"}""", "System.Text.Json")]
    public void Explain_HtmlEscapedSigned_NamesTheWriter(string sent, string writer) =>
        AssertFinding(SignatureCause.JsonEscaping, writer, Diagnose.OfBody(sent, """{"html":"<a> & b=1 it's"}"""));

    [Fact]
    public void Explain_RawUtf8SignedAndEscapesReceived_SaysSo() =>
        AssertFinding(
            SignatureCause.JsonEscaping, "only what must be escaped",
            Diagnose.OfBody("""{"name":"José","a":"/"}""", """{"name":"Jos\u00e9","a":"\/"}"""));

    [Fact]
    public void Explain_JavaScriptSigned_SaysSo()
    {
        const string Stringified =
            """{"companyId":"c-1","siteId":"s-1","idempotencyKey":"k-1","metadata":""" +
            """{"name":"José","url":"a/b?c=d&e","tags":["<1>","it's"],"share":1,"size":1000,"none":[],"empty":{}}}""";

        AssertFinding(
            SignatureCause.JsonNumbers, "compact JSON with its numbers as JavaScript writes them:",
            Diagnose.OfBody(Stringified, Diagnose.Compact));
        AssertFinding(
            SignatureCause.JsonNumbers, "as JavaScript's JSON.stringify writes it, numbers included:",
            Diagnose.OfBody(Stringified, PythonDefault));
    }

    [Theory]
    [InlineData("""{"a":[{"b":1,"c":2}],"z":"é"}""", "with its members sorted and its escapes kept:")]
    [InlineData("""{"a": [{"b": 1, "c": 2}], "z": "\u00e9"}""", "Python's json.dumps")]
    public void Explain_SortedSigned_SaysSo(string sent, string words) =>
        AssertFinding(SignatureCause.JsonMemberOrder, words, Diagnose.OfBody(sent, """{"z":"é","a":[{"c":2,"b":1}]}"""));

    [Fact]
    public void Explain_SortedSigned_KeepsTheNumbers() =>
        AssertFinding(
            SignatureCause.JsonMemberOrder, "its escapes kept",
            Diagnose.OfBody("""{"a":1.0,"b":1e3}""", """{"b":1e3,"a":1.0}"""));

    [Fact]
    public void Write_Twice_GivesTheSameText()
    {
        using var document = JsonDocument.Parse(PlainCompact);
        var rewriter = new JsonRewriter(JsonLayout.All[0], JsonTextStyle.Kept);

        Assert.Equal(rewriter.Write(document.RootElement), rewriter.Write(document.RootElement));
    }

    private static void AssertFinding(SignatureCause cause, string words, SignatureFinding finding)
    {
        Assert.Equal(cause, finding.Cause);
        Assert.Contains(words, finding.Explanation, StringComparison.Ordinal);
    }
}
