using Illow.AspNetCore;
using MinimalApiSample;
using Scalar.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, SampleJsonContext.Default));
builder.Services.AddOpenApi();
builder.Services.AddIllowWebhooks().AddApiDescriptions();

var app = builder.Build();
app.UseIllowWebhooks();

// A URL of one event determines the event. [IllowWebhook] on MapPost's lambda is compiled ahead; MapIllowWebhook needs reflection.
app.MapPost("/webhooks/illow/dsr-created", [IllowWebhook("dsr.created")] (IllowEnvelope<DsrCreated> delivery, ILogger<Program> logger) =>
{
    Log.Created(logger, delivery.Metadata.Legislation, delivery.Metadata.DueDate);
    return TypedResults.NoContent();
});

app.MapPost("/webhooks/illow/dsr-updated", [IllowWebhook("dsr.updated")] (IllowEnvelope<DsrUpdated> delivery, ILogger<Program> logger) =>
{
    Log.Updated(logger, delivery.Metadata.RequestStatus);
    return TypedResults.NoContent();
});

if (app.Environment.IsDevelopment())
{
    app.MapOpenApi();               // /openapi/v1.json
    app.MapScalarApiReference();    // /scalar
}

await app.RunAsync();
