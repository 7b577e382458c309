using System.Text;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks.Tests.Messages;

public sealed class EnvelopeProblemTests
{
    public static TheoryData<string, string?, byte[], string> Explained => new()
    {
        { "Empty", null, [], "The body is empty." },
        { "ByteOrderMark", null, Text("\ufeff{}"), "The body starts with a byte order mark." },
        { "NotUtf8", null, Bodies.With([(byte)'"', 0xC3, 0x28, (byte)'"']), "The body is not valid UTF-8." },
        { "NotJson", null, Text("leaked"), "The body is not valid JSON." },
        {
            "TooDeep", "metadata", Text(Bodies.With(new string('[', 64) + new string(']', 64))),
            "The body has more than 64 nested objects and arrays."
        },
        { "DuplicateMember", null, Text("""{"leaked":1,"leaked":2}"""), "A member occurs more than once in one object." },
        {
            "DuplicateMember", "companyId", Text("""{"companyId":"leaked","companyId":"leaked"}"""),
            "The member companyId, or a member inside it, occurs more than once in one object."
        },
        {
            "DuplicateMember", "metadata", Text(Bodies.With("""{"leaked":1,"leaked":2}""")),
            "The member metadata, or a member inside it, occurs more than once in one object."
        },
        {
            "LoneSurrogate", "companyId", Text("""{"companyId":"leaked\ud800"}"""),
            "A string of the body contains half of a surrogate pair."
        },
        { "NotAnObject", null, Text("""["leaked"]"""), "The body is not a JSON object." },
        { "MissingMember", "metadata", Text($"{{{Bodies.Ids}}}"), "The member metadata is missing." },
        { "MemberNotAString", "siteId", Text(Bodies.WithId("siteId", """["leaked"]""")), "The member siteId is not a string." },
        { "MemberBlank", "siteId", Text(Bodies.WithId("siteId", "\" \"")), "The member siteId is blank." },
        {
            "MemberTooLong", "idempotencyKey", Text(Bodies.WithId("idempotencyKey", $"\"leaked{new string('k', 507)}\"")),
            "The member idempotencyKey is longer than 512 characters."
        },
    };

    [Theory]
    [MemberData(nameof(Explained))]
    public void TryParse_AnyOtherBody_SaysWhatIsWrongAndNothingOfIt(string cause, string? member, byte[] body, string explanation)
    {
        Assert.False(IllowMessage.TryParse(body, out var message, out var error));

        Assert.Null(message);
        Assert.Equal(new IllowMessageError(cause, member, explanation), error);
        Assert.DoesNotContain("leaked", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explained_EveryProblem_HasARow()
    {
        var causes = Explained.Select(row => row.Data.Item1).Distinct(StringComparer.Ordinal);

        Assert.Equal(Enum.GetNames<EnvelopeProblem>().Except([nameof(EnvelopeProblem.None)]).Order(), causes.Order());
    }

    private static byte[] Text(string json) => Encoding.UTF8.GetBytes(json);
}
