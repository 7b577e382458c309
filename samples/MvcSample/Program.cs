using MvcSample.Cases;
using MvcSample.Demo;
using MvcSample.Stores;

var builder = WebApplication.CreateBuilder(args);

// For a first look only: demo keys and a sender, unless a key of your own is configured. Leave it out of your application.
builder.AddDemo();

builder.Services.AddControllers();
builder.Services.AddSingleton<CaseList>();
builder.Services.AddHealthChecks().AddIllowWebhooks();
var webhooks = builder.Services.AddIllowWebhooks(options =>
{
    // The body names no event: one webhook alone, configured without its events, is taken to bring dsr.created
    if (options.Webhooks.Count == 0 && options.Events.Count == 0)
    {
        options.Events.Add("dsr.created");
    }
});

webhooks.AddChosenStore(builder.Configuration);
builder.Services.AddIllowInspector();

var app = builder.Build();
await app.PrepareStoreAsync();

app.UseIllowWebhooks();
app.MapControllers();
app.MapHealthChecks("/health");
if (app.Environment.IsDevelopment())
{
    // What came and why it was answered so, live in the browser
    app.MapIllowInspector();
    app.MapGet("/", () => Results.LocalRedirect("~/illow/")).ExcludeFromDescription();
}

await app.RunAsync();
