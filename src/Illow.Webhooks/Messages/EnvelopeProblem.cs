namespace Illow.Webhooks.Messages;

/// <summary>Why a body is not an envelope. A closed set; it says what is wrong, never with which text.</summary>
internal enum EnvelopeProblem
{
    /// <summary>No problem was found. Not a verdict: <see cref="EnvelopeParser.TryParse"/> answers that.</summary>
    None = 0,

    /// <summary>The body has no bytes.</summary>
    Empty,

    /// <summary>The body starts with the byte order mark of UTF-8.</summary>
    ByteOrderMark,

    /// <summary>The body is not well-formed UTF-8: another encoding, an overlong form, a surrogate, a cut character.</summary>
    NotUtf8,

    /// <summary>The body is not one value of strict JSON (RFC 8259): no comments, trailing commas or trailing data.</summary>
    NotJson,

    /// <summary>More than <see cref="EnvelopeParser.MaxDepth"/> objects and arrays stand in each other.</summary>
    TooDeep,

    /// <summary>A member comes twice in one object; at the top level also where the two differ only in case.</summary>
    DuplicateMember,

    /// <summary>A name or a string holds one half of a surrogate pair, as in <c>\ud800</c>.</summary>
    LoneSurrogate,

    /// <summary>The top level is an array, a string, a number, true, false or null.</summary>
    NotAnObject,

    /// <summary>A required member is absent.</summary>
    MissingMember,

    /// <summary>A member that must be a string is of another type, or null.</summary>
    MemberNotAString,

    /// <summary>A member is empty, or holds nothing but space, tab, CR and LF.</summary>
    MemberBlank,

    /// <summary>A member is longer than <see cref="EnvelopeParser.MaxTextLength"/> UTF-16 characters.</summary>
    MemberTooLong,
}

/// <summary>Says in English what is wrong with a body.</summary>
internal static class EnvelopeProblems
{
    internal static string Explain(EnvelopeProblem problem, string? member) => problem switch
    {
        EnvelopeProblem.Empty => "The body is empty.",
        EnvelopeProblem.ByteOrderMark => "The body starts with a byte order mark.",
        EnvelopeProblem.NotUtf8 => "The body is not valid UTF-8.",
        EnvelopeProblem.NotJson => "The body is not valid JSON.",
        EnvelopeProblem.TooDeep => $"The body has more than {EnvelopeParser.MaxDepth} nested objects and arrays.",
        EnvelopeProblem.DuplicateMember when member is null => "A member occurs more than once in one object.",
        EnvelopeProblem.DuplicateMember => $"The member {member}, or a member inside it, occurs more than once in one object.",
        EnvelopeProblem.LoneSurrogate => "A string of the body contains half of a surrogate pair.",
        EnvelopeProblem.NotAnObject => "The body is not a JSON object.",
        EnvelopeProblem.MissingMember => $"The member {member} is missing.",
        EnvelopeProblem.MemberNotAString => $"The member {member} is not a string.",
        EnvelopeProblem.MemberBlank => $"The member {member} is blank.",
        EnvelopeProblem.MemberTooLong => $"The member {member} is longer than {EnvelopeParser.MaxTextLength} characters.",
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };
}
