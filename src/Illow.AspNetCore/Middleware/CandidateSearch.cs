using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;

namespace Illow.AspNetCore.Middleware;

/// <summary>The registrations, with their keys, that may have sent a request; or the answer where that cannot be told.</summary>
internal readonly record struct CandidateSearch(ImmutableArray<Registration> Found, Answer? Refusal)
{
    internal static CandidateSearch Of(ImmutableArray<Registration> found) => new(found, null);

    internal static CandidateSearch Refused(Answer answer) => new([], answer);
}
