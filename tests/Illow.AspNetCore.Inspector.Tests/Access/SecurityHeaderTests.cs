using Illow.AspNetCore.Inspector.Assets;
using Illow.AspNetCore.Inspector.Tests.Hosting;

namespace Illow.AspNetCore.Inspector.Tests.Access;

public sealed class SecurityHeaderTests
{
    public static TheoryData<string, string> Urls => Hosting.Urls.All;

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task Answer_WhateverItIs_CarriesThem(string method, string url)
    {
        await using var app = await InspectorApp.StartAsync();

        using var answer = await app.AskAsync(new HttpMethod(method), url);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
    }

    [Fact]
    public void Page_HasNothingInline()
    {
        var page = System.Text.Encoding.UTF8.GetString(AssetStore.All.Single(asset => asset.Name == AssetStore.Page).Content);
        Assert.DoesNotContain("<style", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("<script(?![^>]*src=)", page);
        Assert.DoesNotMatch("\\son[a-z]+=", page);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
    }
}
