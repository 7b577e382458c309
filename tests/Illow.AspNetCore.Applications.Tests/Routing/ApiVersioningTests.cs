using System.Net;
using Asp.Versioning;
using Illow.AspNetCore.Testing;
using Illow.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Applications.Tests.Routing;

/// <summary>An application whose URLs have versions, in the path and in the query: two versions of one event at one URL.</summary>
public sealed class ApiVersioningTests : RoutedApplicationTests
{
    protected override string Url => "/privacy?api-version=1.0";

    protected override string UrlOf(string webhook) => $"/v1/tenants/{webhook}/privacy";

    internal override RoutedApplication Create() => new(
        [typeof(FirstController), typeof(SecondController), typeof(PathController), typeof(OtherController)],
        (services, mvc) =>
        {
            services.AddApiVersioning(
                options => options.ApiVersionReader = ApiVersionReader.Combine(
                    new QueryStringApiVersionReader(),
                    new UrlSegmentApiVersionReader()))
                .AddMvc()
                .AddApiExplorer(options => options.SubstituteApiVersionInUrl = true);
            services.AddIllowWebhooks().AddApiDescriptions();
        },
        app =>
        {
            app.UseIllowWebhooks();
            app.MapControllers();
            app.NewVersionedApi().MapPost(
                "/minimal",
                [IllowWebhook("dsr.created")] async (IllowEnvelope<DsrCreated> envelope, Meeting meeting) =>
                    await meeting.HandleAsync("minimal", envelope)).HasApiVersion(1.0);
            var inPath = app.NewVersionedApi().MapGroup("/v{version:apiVersion}");
            Map(inPath.MapGroup("").HasApiVersion(1.0), "/minimal", "first");
            Map(inPath.MapGroup("").HasApiVersion(2.0), "/minimal", "second");
        });

    [Theory]
    [InlineData("/privacy?api-version=1.0", "first")]
    [InlineData("/privacy?api-version=2.0", "second")]
    [InlineData("/v1/paths", "path")]
    [InlineData("/v1.0/paths", "path")]
    [InlineData("/minimal?api-version=1.0", "minimal")]
    public Task Delivery_OfAVersion_RunsItsHandlerAlone(string url, string handler) => App.AssertRunsAloneAsync(url, handler);

    /// <summary>The application's other endpoints say what a version comes to that is missing, unknown or malformed.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("?api-version=3.0")]
    [InlineData("?api-version=nonsense")]
    [InlineData("?api-version=1.0&api-version=2.0")]
    public async Task Delivery_OfNoVersionThatIsThere_IsAnsweredAsByTheOtherEndpoints(string query)
    {
        using var other = await App.PostUnsignedAsync("/other" + query);
        Assert.True(other.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{other.StatusCode}");

        foreach (var url in (string[])["/privacy", "/minimal"])
        {
            using var signed = await App.SendAsync(url + query, "k");
            using var unsigned = await App.PostUnsignedAsync(url + query);
            Assert.Equal((other.StatusCode, other.StatusCode), (signed.StatusCode, unsigned.StatusCode));
        }

        Assert.Empty(App.Meeting.Handled);
    }

    [Fact]
    public async Task Delivery_OfAPathsUnknownVersion_IsAnsweredAsByTheOtherEndpoints()
    {
        using var other = await App.PostUnsignedAsync("/v3/others");
        using var signed = await App.SendAsync("/v3/paths", "k");

        Assert.Equal(other.StatusCode, signed.StatusCode);
    }

    [Fact]
    public async Task Descriptions_OfAVersionedPath_CarryTheVersion()
    {
        var paths = App.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items
            .SelectMany(group => group.Items).Select(description => description.RelativePath).ToList();

        Assert.Contains("v1/others", paths);
        Assert.Contains("v1/paths", paths);
        Assert.Contains("v1/minimal", paths);
        Assert.Contains("v2/minimal", paths);
        Assert.DoesNotContain(paths, path => path!.Contains("apiVersion", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_TwoOfOneVersionForOneEvent_Stops()
    {
        await using var app = new RoutedApplication(
            [typeof(FirstController), typeof(RivalController)],
            (services, mvc) => services.AddApiVersioning().AddMvc(),
            app =>
            {
                app.UseIllowWebhooks();
                app.MapControllers();
            });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(app.StartAsync);
        Assert.Contains("RivalController", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Three ways to give minimal endpoints their versions; each has two versions of one event at one URL.</summary>
    [Theory]
    [InlineData("/named?api-version=1.0", "first")]
    [InlineData("/named?api-version=2.0", "second")]
    [InlineData("/set?api-version=1.0", "first")]
    [InlineData("/set?api-version=2.0", "second")]
    [InlineData("/v1/group", "first")]
    [InlineData("/v2/group", "second")]
    [InlineData("/mapped?api-version=1.0", "first")]
    [InlineData("/mapped?api-version=2.0", "second")]
    public async Task Delivery_OfAVersionOfMinimalEndpoints_RunsItsHandlerAlone(string url, string handler)
    {
        await using var app = CreateMinimal();
        await app.StartAsync();

        await app.AssertRunsAloneAsync(url, handler);
    }

    /// <summary>
    /// A version that is not named is the default's, where the application says so: routing then decides with the request at hand.
    /// </summary>
    [Theory]
    [InlineData("/privacy")]
    [InlineData("/minimal")]
    public async Task Delivery_OfTheVersionThatIsAssumed_RunsItsHandlerAlone(string url)
    {
        await using var app = new RoutedApplication(
            [typeof(FirstController), typeof(SecondController)],
            (services, _) => services.AddApiVersioning(options => options.AssumeDefaultVersionWhenUnspecified = true).AddMvc(),
            app =>
            {
                app.UseIllowWebhooks();
                app.MapControllers();
                var api = app.NewVersionedApi();
                Map(api, "/minimal", "second").HasApiVersion(2.0);
                Map(api, "/minimal", "first").HasApiVersion(1.0);
            });
        await app.StartAsync();

        using var assumed = await app.SendAsync(url, "assumed");
        using var named = await app.SendAsync(url + "?api-version=2.0", "named");

        Assert.True(assumed.IsSuccessStatusCode && named.IsSuccessStatusCode, string.Join('\n', app.Warnings.Lines));
        Assert.Equal(["first assumed", "second named"], app.Meeting.Handled);
    }

    /// <summary>The second answers the first one's version and one more.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_TwoThatShareOneOfTheirVersions_Stops(bool isMapped)
    {
        await using var app = new RoutedApplication(
            [],
            (services, _) => services.AddApiVersioning(),
            app =>
            {
                app.UseIllowWebhooks();
                if (isMapped)
                {
                    var set = app.NewApiVersionSet().HasApiVersion(new ApiVersion(1, 0)).HasApiVersion(new ApiVersion(2, 0)).Build();
                    Map(app, "/shared", "first").WithApiVersionSet(set).MapToApiVersion(1.0);
                    Map(app, "/shared", "second").WithApiVersionSet(set).MapToApiVersion(1.0).MapToApiVersion(2.0);
                }
                else
                {
                    var api = app.NewVersionedApi();
                    Map(api, "/shared", "first").HasApiVersion(1.0);
                    Map(api, "/shared", "second").HasApiVersion(1.0).HasApiVersion(2.0);
                }
            });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(app.StartAsync);
        Assert.Contains("/shared", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Which version a delivery was for is not in the queue: the endpoint's name says it.</summary>
    [Fact]
    public async Task Queued_TwoVersionsOfOneName_StopTheStartUntilTheyHaveNamesOfTheirOwn()
    {
        await using var unnamed = CreateQueued(named: false);
        await using var named = CreateQueued(named: true);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(unnamed.StartAsync);
        Assert.Contains("WithDisplayName", exception.Message, StringComparison.Ordinal);

        await named.StartAsync();
        using var second = await named.SendAsync("/queued?api-version=2.0", "k2");
        using var first = await named.SendAsync("/queued?api-version=1.0", "k1");
        await named.Services.GetRequiredService<IllowInMemoryQueue>().DrainAsync();
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted], [second.StatusCode, first.StatusCode]);
        Assert.Equal(["second k2", "first k1"], named.Meeting.Handled);
    }

    private static RoutedApplication CreateQueued(bool named) => new(
        [],
        (services, _) =>
        {
            services.AddApiVersioning();
            services.AddInMemoryIllowQueue().AddIllowWebhooks(options => options.Queued = true);
        },
        app =>
        {
            app.UseIllowWebhooks();
            var api = app.NewVersionedApi();
            var first = Map(api, "/queued", "first").HasApiVersion(1.0);
            var second = Map(api, "/queued", "second").HasApiVersion(2.0);
            if (named)
            {
                first.WithDisplayName("first");
                second.WithDisplayName("second");
            }
        });

    private static RoutedApplication CreateMinimal() => new(
        [],
        (services, _) => services.AddApiVersioning(
            options => options.ApiVersionReader = ApiVersionReader.Combine(
                new QueryStringApiVersionReader(),
                new UrlSegmentApiVersionReader())),
        app =>
        {
            app.UseIllowWebhooks();

            var named = app.NewVersionedApi("Privacy");
            Map(named, "/named", "first").HasApiVersion(1.0);
            Map(named, "/named", "second").HasApiVersion(2.0);

            var set = app.NewApiVersionSet().HasApiVersion(new ApiVersion(1, 0)).HasApiVersion(new ApiVersion(2, 0)).Build();
            Map(app, "/set", "first").WithApiVersionSet(set).MapToApiVersion(1.0);
            Map(app, "/set", "second").WithApiVersionSet(set).MapToApiVersion(2.0);

            var api = app.NewVersionedApi();
            Map(api.MapGroup("/v{version:apiVersion}").HasApiVersion(1.0), "/group", "first");
            Map(api.MapGroup("/v{version:apiVersion}").HasApiVersion(2.0), "/group", "second");

            var mapped = app.NewVersionedApi();
            mapped.MapIllowWebhook(
                "dsr.created",
                (IllowEnvelope<DsrCreated> envelope, Meeting meeting) => meeting.HandleAsync("first", envelope),
                "/mapped").HasApiVersion(1.0);
            mapped.MapIllowWebhook(
                "dsr.created",
                (IllowEnvelope<DsrCreated> envelope, Meeting meeting) => meeting.HandleAsync("second", envelope),
                "/mapped").HasApiVersion(2.0);
        });

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder endpoints, string pattern, string handler) =>
        endpoints.MapPost(
            pattern,
            [IllowWebhook("dsr.created")] (IllowEnvelope<DsrCreated> envelope, Meeting meeting) =>
                meeting.HandleAsync(handler, envelope));

    [ApiController, ApiVersion(1.0), Route("privacy")]
    internal sealed class FirstController(Meeting meeting) : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public async Task<IActionResult> Created(IllowEnvelope<DsrCreated> envelope)
        {
            await meeting.HandleAsync("first", envelope);
            return StatusCode(StatusCodes.Status201Created);
        }

        [IllowWebhook("dsr.updated")]
        public IActionResult Updated(IllowEnvelope<Update> envelope) => Ok(envelope.Metadata.Number);
    }

    [ApiController, ApiVersion(2.0), Route("privacy")]
    internal sealed class SecondController(Meeting meeting) : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public Task Created(IllowEnvelope<DsrCreated> envelope) => meeting.HandleAsync("second", envelope);
    }

    [ApiController, ApiVersion(1.0), Route("privacy")]
    internal sealed class RivalController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public IActionResult Created(IllowEnvelope envelope) => Ok(envelope.Event);
    }

    [ApiController, ApiVersion(1.0), Route("v{version:apiVersion}")]
    internal sealed class PathController(Meeting meeting) : ControllerBase
    {
        [HttpPost("paths"), IllowWebhook("dsr.created")]
        public Task Created(IllowEnvelope<DsrCreated> envelope) => meeting.HandleAsync("path", envelope);

        [HttpPost("tenants/{webhook}/privacy"), IllowWebhook("dsr.created")]
        public IActionResult Tenant(IllowEnvelope envelope) => Ok(envelope.Webhook);
    }

    [ApiController, ApiVersion(1.0), ApiVersion(2.0)]
    internal sealed class OtherController : ControllerBase
    {
        [HttpPost("other"), HttpPost("v{version:apiVersion}/others")]
        public IActionResult Post() => Ok();
    }
}
