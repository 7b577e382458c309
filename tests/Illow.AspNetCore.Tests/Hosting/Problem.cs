using System.Net;
using System.Text.Json;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>Looks at a refusal: status, problem document, slug.</summary>
internal static class Problem
{
    internal static async Task AssertAsync(HttpResponseMessage response, HttpStatusCode status, string slug)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"Expected {status} {slug}, was {(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(text);
        Assert.EndsWith("docs/problems.md#" + slug, document.RootElement.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal((int)status, document.RootElement.GetProperty("status").GetInt32());
    }
}
