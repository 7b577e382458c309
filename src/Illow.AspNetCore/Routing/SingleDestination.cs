using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Matching;

namespace Illow.AspNetCore.Routing;

/// <summary>The jump table of a policy that rewrites candidates when the graph is built and decides nothing at run time.</summary>
internal sealed class SingleDestination(int destination) : PolicyJumpTable
{
    public override int GetDestination(HttpContext httpContext) => destination;
}
