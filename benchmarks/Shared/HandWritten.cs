namespace Illow.AspNetCore.Benchmarks;

/// <summary>What every rival has to do at least: read the body.</summary>
internal static class HandWritten
{
    internal static async Task<IResult> BareAsync(HttpRequest request)
    {
        await ReadAsync(request);
        return TypedResults.Ok();
    }

    internal static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        var body = new byte[(int)request.ContentLength!.Value];
        await request.Body.ReadExactlyAsync(body);
        return body;
    }
}
