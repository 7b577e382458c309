using System.Reflection;
using System.Text;
using System.Text.Json;
using Illow.Webhooks.Tests.KnownEvent;
using Illow.Webhooks.Tests.Messages;

namespace Illow.Webhooks.Tests;

/// <summary>The table of known events, with one more event than the package has.</summary>
public sealed class KnownEventTests
{
    public static TheoryData<string> Names => [.. IllowEvents.Known.Select(known => known.Name)];

    [Fact]
    public void Known_Events_AreTheConstantsAndTheOneThatWasAdded() => Assert.Equal(
        typeof(IllowEvents).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Where(name => name != IllowEvents.Unknown)
            .Append(ParcelEvents.Updated),
        IllowEvents.Known.Select(known => known.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_OfAKnownEvent_HasEveryMemberAndIsReadBack(string name)
    {
        var known = IllowEvents.Known.Single(known => known.Name == name);
        var at = new DateTimeOffset(2026, 1, 15, 9, 30, 0, TimeSpan.Zero);

        var sample = known.CreateSample("id-1", "company-1", at);

        Assert.IsType(known.MetadataType, sample);
        Assert.All(known.MetadataType.GetProperties(), property => Assert.NotNull(property.GetValue(sample)));
        Assert.Equal(sample, known.ReadMetadata(Encoding.UTF8.GetBytes(known.CreateSampleJson("id-1", "company-1", at))));
        Assert.Equal(Activator.CreateInstance(known.MetadataType), known.ReadMetadata("[]"u8));
    }

    [Fact]
    public void GetMetadata_OfTheEventThatWasAdded_FitsAnything()
    {
        Assert.Equal(new ParcelUpdated { Carrier = "x" }, Read("""{"id":7,"carrier":"x","arrivesAt":"soon"}"""));
        Assert.Equal(new ParcelUpdated(), Read("null"));
    }

    private static ParcelUpdated Read(string metadata)
    {
        Assert.True(IllowMessage.TryParse(Encoding.UTF8.GetBytes(Bodies.With(metadata)), out var message, out _));
        return message.GetMetadata<ParcelUpdated>(JsonSerializerOptions.Strict);
    }
}
