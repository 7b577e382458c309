#if (!isMvc)
#if (!isDsrCreated)
using System.Text.Json;
#endif
using Illow.AspNetCore;
#endif
using IllowReceiver;

var builder = WebApplication.CreateBuilder(args);
builder.UseDevelopmentKey();
#if (isMvc)
builder.Services.AddControllers();
#endif
builder.Services.AddIllowWebhooks();
builder.Services.AddHealthChecks().AddIllowWebhooks();
builder.Services.AddIllowInspector();

var app = builder.Build();
app.UseIllowWebhooks();
#if (isMvc)
app.MapControllers();
#elseif (isDsrCreated)
app.MapIllowWebhook("illow.event", (IllowEnvelope<DsrCreated> delivery, ILogger<Program> logger) =>
{
    // 2xx tells illow that the event is done: first do it, then answer
    logger.LogInformation("Request {Id} is due {DueDate}", delivery.Metadata.Id, delivery.Metadata.DueDate);
    return Results.Ok();
});
#else
app.MapIllowWebhook("illow.event", (IllowEnvelope<JsonElement> delivery, ILogger<Program> logger) =>
{
    // 2xx tells illow that the event is done: first do it, then answer
    logger.LogInformation("Event {Event} of site {Site}", delivery.Event, delivery.SiteId);
    return Results.Ok();
});
#endif
app.MapHealthChecks("/health");
if (app.Environment.IsDevelopment())
{
    // What came and why it was answered so, live in the browser: /illow
    app.MapIllowInspector();
}

app.Run();
