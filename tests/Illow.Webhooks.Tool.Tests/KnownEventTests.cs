using Illow.Webhooks.Tests.KnownEvent;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>An event that was added to the table of known events, and to nothing else.</summary>
public sealed class KnownEventTests
{
    [Fact]
    public async Task Completion_OfAnAddedEvent_IsSuggested() =>
        Assert.Equal(ParcelEvents.Updated, (await ToolRun.OfAsync("[suggest:9]", "send parc")).Ends(0).Output.Trim());

    [Fact]
    public async Task Events_WithAnAddedEvent_ListItAndItsSample()
    {
        Assert.Contains(ParcelEvents.Updated, (await ToolRun.OfAsync("events")).Ends(0).Output, StringComparison.Ordinal);
        Assert.Equal("pigeon", (await ToolRun.OfAsync("events", ParcelEvents.Updated)).Ends(0).Json.GetProperty("carrier").GetString());
    }

    [Fact]
    public async Task Events_MisspelledAddedEvent_AreSuggested()
    {
        var run = (await ToolRun.OfAsync("events", "parcel.updatd")).Ends(2);
        Assert.Contains($"Did you mean {ParcelEvents.Updated}?", run.Error, StringComparison.Ordinal);
    }
}
