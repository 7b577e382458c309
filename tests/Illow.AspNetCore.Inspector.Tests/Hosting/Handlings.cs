using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Inspector.Tests.Hosting;

/// <summary>How often handlers ran, and what they are to do.</summary>
internal sealed class Handlings
{
    private int _count;

    internal int Count => _count;

    internal Func<IllowEnvelope, HttpContext, Task<IResult>> Handle { get; set; } = (_, _) => Task.FromResult(Results.Ok());

    internal Task<IResult> RunAsync(IllowEnvelope envelope, HttpContext context)
    {
        Interlocked.Increment(ref _count);
        return Handle(envelope, context);
    }
}
