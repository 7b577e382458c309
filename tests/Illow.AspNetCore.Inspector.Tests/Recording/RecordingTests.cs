using Illow.AspNetCore.Inspector.Tests.Hosting;
using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Builder;

namespace Illow.AspNetCore.Inspector.Tests.Recording;

public sealed class RecordingTests
{
    [Fact]
    public async Task Deliveries_InspectorNotMapped_AreNotRecorded()
    {
        await using var app = await InspectorApp.StartAsync(new() { Environment = "Production", Map = _ => { } });

        using var answer = await app.Client.PostIllowDeliveryAsync(InspectorApp.Created(), TestContext.Current.CancellationToken);

        Assert.Empty(app.Records);
    }

    [Fact]
    public async Task Deliveries_ToABranchBuiltBeforeTheInspectorIsMapped_AreRecorded()
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Before = app => app.Map("/branch", branch =>
            {
                branch.UseRouting();
                branch.UseIllowWebhooks();
                branch.UseEndpoints(endpoints => endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope _) => { }, "/hook"));
            }),
        });
        var delivery = InspectorApp.Created();
        using var request = delivery.ToRequest();
        request.RequestUri = new Uri("/branch/hook", UriKind.Relative);

        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await app.Log.WaitAsync(0).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal("/branch/hook", Assert.Single(app.Records).Request.Path);
    }

    [Fact]
    public async Task Delivery_Handled_IsRecordedWithItsTimesKeyAndRegistration()
    {
        await using var app = await InspectorApp.StartAsync();

        var record = await app.DeliverAsync(InspectorApp.Created());

        Assert.Equal(("handled", 200, "dsr.created", "created"), (record.Outcome, record.Status, record.Event, record.Registration));
        Assert.StartsWith("SHA256:", record.Key, StringComparison.Ordinal);
        Assert.True(record is { Read: not null, Verify: not null, Handler: not null });
    }

    [Fact]
    public async Task Delivery_LargerThanIsKept_IsShortened()
    {
        await using var app = await InspectorApp.StartAsync(new() { Options = options => options.MaximumBodySize = 100 });

        var record = await app.DeliverAsync(InspectorApp.Created());

        Assert.Equal(100, record.Request.Body.Length);
        Assert.True(record.BodySize > 100);
        Assert.False(record.IsWhole);
        Assert.Equal("handled", record.Outcome);
    }
}
