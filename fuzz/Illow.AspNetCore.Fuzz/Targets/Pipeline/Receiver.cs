using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Fuzz.Targets.Pipeline;

/// <summary>A receiver as an application has it, no socket: two registrations, a URL of two events, one by <c>{webhook}</c>.</summary>
internal sealed class Receiver
{
    internal const int MaximumBody = 2048;
    internal const string PinnedCompany = "c-1";
    internal const string EventOfA = "dsr.created";

    private readonly WebApplication _app;
    private readonly TestServer _server;

    internal Receiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Illow:MinimumKeySize"] = "1024",
            ["Illow:MaxRequestBodySize"] = $"{MaximumBody}",
            ["Illow:Webhooks:a:PublicKey"] = Sender.A.ExportSubjectPublicKeyInfoPem(),
            ["Illow:Webhooks:a:Events"] = EventOfA,
            ["Illow:Webhooks:b:PublicKey"] = Sender.B.ExportRSAPublicKeyPem(),
            ["Illow:Webhooks:b:Events:0"] = "dsr.created",
            ["Illow:Webhooks:b:Events:1"] = "dsr.updated",
            ["Illow:Webhooks:b:CompanyId"] = PinnedCompany,
        });
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddRoutingCore();
        builder.Services.AddIllowWebhooks();
        _app = builder.Build();
        _app.UseIllowWebhooks();
        _app.MapPost("/webhooks/illow", [IllowWebhook("dsr.created")] (IllowEnvelope<DsrCreated> envelope) => Note(envelope));
        _app.MapPost("/webhooks/illow", [IllowWebhook("dsr.updated")] (IllowEnvelope envelope) => Note(envelope));
        _app.MapPost("/hooks/{webhook}", [IllowWebhook] (IllowEnvelope envelope) => Note(envelope));
        _app.StartAsync().GetAwaiter().GetResult();
        _server = (TestServer)_app.Services.GetRequiredService<IServer>();
        _server.AllowSynchronousIO = true;
    }

    internal ManualTime Time { get; } = new();

    /// <summary>What the handler of the last request saw; null where none ran.</summary>
    internal IllowEnvelope? Seen { get; private set; }

    internal HttpContext Send(FuzzedRequest request)
    {
        Seen = null;
        return _server.SendAsync(context =>
        {
            context.Request.Method = request.Method;
            context.Request.Path = request.Url;
            context.Request.Host = new HostString("localhost");
            context.Request.Headers.ContentType = request.ContentType.Length == 0 ? default : request.ContentType;
            context.Request.Headers.ContentEncoding = request.ContentEncoding;
            context.Request.Headers["illow-signature"] = request.Signatures;
            context.Request.ContentLength = request.DeclaresLength ? request.Body.Length : null;
            context.Request.Body = new MemoryStream(request.Body, writable: false);
        }).GetAwaiter().GetResult();
    }

    private IResult Note(IllowEnvelope envelope)
    {
        Seen = envelope;
        return envelope.IdempotencyKey[0] == Oracle.DeclinedKey ? Results.StatusCode(Oracle.Declined) : Results.Ok();
    }
}
