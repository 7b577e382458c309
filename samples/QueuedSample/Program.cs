using Microsoft.EntityFrameworkCore;
using QueuedSample.Cases;
using QueuedSample.Demo;
using QueuedSample.Queues;

// For a first look: plays illow, and kills and restarts the receiver, which is this program again. Leave it out of your application.
if (!args.Contains(DemoRun.ReceiverSwitch))
{
    return await DemoRun.PlayAsync(args);
}

var builder = WebApplication.CreateBuilder([.. args.Where(arg => arg != DemoRun.ReceiverSwitch)]);
builder.Services.AddControllers();
builder.Services.AddDbContext<CaseDb>(db => db.UseSqlite(builder.Configuration.GetConnectionString("Cases")));
builder.Services.AddSingleton<CaseSystem>();

var webhooks = builder.Services.AddIllowWebhooks().AddEntityFrameworkStore<CaseDb>();
if (builder.Configuration["Queue"] == "Hangfire")
{
    builder.AddHangfireWithStorage();
    webhooks.AddHangfireQueue();
}
else
{
    builder.AddWolverineWithStorage();
    webhooks.AddWolverineQueue();
}

var app = builder.Build();
await using (var scope = app.Services.CreateAsyncScope())
{
    // For one instance alone. An application applies migrations instead, before it starts
    await scope.ServiceProvider.GetRequiredService<CaseDb>().Database.EnsureCreatedAsync();
}

app.UseIllowWebhooks();
app.MapControllers();
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(DemoRun.ListeningLine + app.Urls.First()));
await app.RunAsync();
return 0;
