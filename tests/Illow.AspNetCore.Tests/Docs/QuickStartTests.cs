using System.Net;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>The first program that the README shows does what the README says of it.</summary>
public sealed class QuickStartTests
{
    private static string Program =>
        Assert.Single(Markdown.Load("README.md").Blocks, block => block is { Language: "csharp", Heading: "Quick start" }).Code;

    [Fact]
    public async Task QuickStart_SignedDelivery_Is200()
    {
        await using var app = await RunningSnippet.StartAsync(Program);
        using var response = await app.SendAsync(Delivery.Of());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task QuickStart_UnsignedDelivery_Is401()
    {
        await using var app = await RunningSnippet.StartAsync(Program);
        using var response = await app.SendAsync(Delivery.Of() with { Signatures = [] });
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public void QuickStart_CountsItsLines_ToFive() =>
        Assert.Equal(
            ["// 1", "// 2", "// 3", "// 4", "// 5"],
            Program
                .Split('\n')
                .Where(line => line.Contains("// ", StringComparison.Ordinal))
                .Select(line => line[line.IndexOf("// ", StringComparison.Ordinal)..][..4])
        );
}
