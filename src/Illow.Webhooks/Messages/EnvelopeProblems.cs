namespace Illow.Webhooks.Messages;

/// <summary>Says in English what is wrong with a body.</summary>
internal static class EnvelopeProblems
{
    internal static string Explain(EnvelopeProblem problem, string? member)
    {
        var subject = member is null ? "A member" : $"The member {member}";
        return problem switch
        {
            EnvelopeProblem.Empty => "The body is empty.",
            EnvelopeProblem.ByteOrderMark => "The body starts with a byte order mark.",
            EnvelopeProblem.NotUtf8 => "The body is not valid UTF-8.",
            EnvelopeProblem.NotJson => "The body is not valid JSON.",
            EnvelopeProblem.TooDeep => $"The body has more than {EnvelopeParser.MaxDepth} nested objects and arrays.",
            EnvelopeProblem.DuplicateMember => $"{subject} occurs more than once in one object.",
            EnvelopeProblem.LoneSurrogate => "A string of the body contains half of a surrogate pair.",
            EnvelopeProblem.NotAnObject => "The body is not a JSON object.",
            EnvelopeProblem.MissingMember => $"{subject} is missing.",
            EnvelopeProblem.MemberNotAString => $"{subject} is not a string.",
            EnvelopeProblem.MemberBlank => $"{subject} is blank.",
            EnvelopeProblem.MemberTooLong => $"{subject} is longer than {EnvelopeParser.MaxTextLength} characters.",
            _ => throw new ArgumentOutOfRangeException(nameof(problem)),
        };
    }
}
