using Illow.AspNetCore;
using Illow.AspNetCore.FaultReceiver;

// A receiver that a test starts as a process of its own, to kill it: Fault:Store, Fault:Connection, Fault:History and Fault:Effects
// say where it records; Fault:Slow is how long its handler takes.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var faults = builder.Configuration.GetSection("Fault").Get<FaultOptions>()
    ?? throw new InvalidOperationException("The section Fault is missing.");
builder.Services.AddSingleton(faults);
builder.Services.AddHttpContextAccessor();
builder.Services.AddSingleton<KillSwitch>();
builder.Services.AddSingleton(new Journal(faults.History));
builder.Services.AddSingleton<Effects>();
var webhooks = builder.Services.AddIllowWebhooks();
StoreSetup.Add(builder.Services, webhooks, faults);
QueueSetup.Add(builder, webhooks, faults);

var app = builder.Build();
await StoreSetup.PrepareAsync(app.Services, faults);
app.UseIllowWebhooks();
app.MapIllowWebhook("dsr.created", async (IllowEnvelope envelope, HttpContext context, Effects effects, KillSwitch kill) =>
{
    context.Items[KillSwitch.ItemsKey] = envelope.IdempotencyKey;
    kill.At(KillPoint.Handler, envelope.IdempotencyKey);
    await Task.Delay(faults.Slow);
    await effects.AddAsync(context, envelope);
    kill.At(KillPoint.Effect, envelope.IdempotencyKey);
    return Results.Ok();
});
app.MapGet("/alive", () => "yes");
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("listening " + app.Urls.First()));
await app.RunAsync();
