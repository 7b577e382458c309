using System.Text;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>Webhooks come by POST, written so: everything else is 405 with Allow, and nothing turns it into a POST unseen.</summary>
public sealed class MethodTests(KestrelReceiver receiver) : IClassFixture<KestrelReceiver>
{
    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("QUERY")]
    [InlineData("PROPFIND")]
    [InlineData("post")]
    [InlineData("Post")]
    [InlineData("pOST")]
    [InlineData("POSTS")]
    [InlineData("POS")]
    [InlineData("P")]
    public async Task Method_Other_Is405WithAllow(string method)
    {
        var delivery = Delivery.Fresh();
        using var connection = await RawHttp.ConnectAsync(receiver.App.Address);
        await connection.SendAsync(Request(delivery, method));
        var answer = await connection.ReadAsync(bodiless: method == "HEAD");
        Assert.Equal(405, answer!.Status);
        Assert.Equal("POST", answer.Header("Allow"));
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal(method != "HEAD", answer.Body.Contains("problems.md#method-not-allowed", StringComparison.Ordinal));
        Assert.DoesNotContain(delivery.IdempotencyKey, receiver.App.Notes.Lines);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("post")]
    public async Task Method_OtherUnderAFallbackPolicy_Is405(string method)
    {
        await using var app = await WebhookApp.StartAsync(
            KestrelReceiver.Plan with
            {
                Services = services =>
                {
                    services
                        .AddAuthentication("Nobody")
                        .AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, NobodyHandler>("Nobody", null);
                    services
                        .AddAuthorizationBuilder()
                        .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
                },
                Before = web => web.UseAuthorization(),
            });
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(Request(Delivery.Fresh(), method));
        var answer = await connection.ReadAsync();
        Assert.Equal(405, answer!.Status);
        Assert.Equal("POST", answer.Header("Allow"));
        using var handled = await app.SendAsync(Delivery.Fresh());
        Assert.True(handled.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("post")]
    public async Task MethodOverride_AwayFromPost_Is405(string other)
    {
        await using var app = await StartWithOverrideAsync();
        var answer = await AskAsync(app, Delivery.Fresh(), "POST", other);
        Assert.Equal(405, answer.Status);
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task MethodOverride_ToPost_GetsRoundNothing(string method)
    {
        await using var app = await StartWithOverrideAsync();
        var unsigned = await AskAsync(app, Delivery.Fresh() with { Signatures = [] }, method, "POST");
        Assert.Contains(unsigned.Status, (int[])[401, 405]);
        Assert.Equal(401, (await AskAsync(app, Delivery.Fresh() with { Signatures = [] }, "POST", "POST")).Status);
        Assert.Empty(app.Notes.Lines);
    }

    private static async Task<RawAnswer> AskAsync(WebhookApp app, Delivery delivery, string method, string other)
    {
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(Request(delivery, method, "X-HTTP-Method-Override: " + other));
        return (await connection.ReadAsync())!;
    }

    private static byte[] Request(Delivery delivery, string method, params string[] more) =>
        [
            .. Encoding.ASCII.GetBytes(
                RawHttp.Head([.. RawHttp.Lines(delivery), $"Content-Length: {delivery.Body.Length}", .. more], method)),
            .. delivery.Body,
        ];

    private static Task<WebhookApp> StartWithOverrideAsync() =>
        WebhookApp.StartAsync(
            KestrelReceiver.Plan with
            {
                Before = web =>
                {
                    web.UseHttpMethodOverride();
                    web.UseRouting();
                },
            });
}
