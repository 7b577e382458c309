using System.Reflection;
using System.Text;
using System.Text.Json;
using Illow.Webhooks.Tests.KnownEvent;
using Illow.Webhooks.Tests.Messages;
using Illow.Webhooks.Tests.Signatures;
using Illow.Webhooks.Signatures;

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

    [Theory]
    [MemberData(nameof(Names))]
    public void MemberNames_OfAKnownEvent_AreItsSamples(string name)
    {
        var known = IllowEvents.Known.Single(known => known.Name == name);
        using var sample = JsonDocument.Parse(known.CreateSampleJson("id-1", "company-1", DateTimeOffset.UnixEpoch));

        Assert.Equal(sample.RootElement.EnumerateObject().Select(member => member.Name), known.MemberNames);
    }

    // Of more members than all orders are tried of
    [Fact]
    public void Explain_DataOfTheEventThatWasAdded_IsTriedInItsOrder()
    {
        const string further = "\"m1\":1,\"m2\":2,\"m3\":3,\"m4\":4,\"m5\":5";
        var signed = Bodies.With($$"""{"id":"7","carrier":"x","arrivesAt":"soon",{{further}}}""");
        var captured = Bodies.With($$"""{"arrivesAt":"soon","carrier":"x","id":"7",{{further}}}""");

        var finding = IllowSignatureDiagnosis.Explain(
            [SigningKey.A.Public],
            Encoding.UTF8.GetBytes(captured),
            Convert.ToBase64String(SigningKey.A.Sign(Encoding.UTF8.GetBytes(signed), SignatureHash.Sha1)));

        Assert.Equal(nameof(SignatureCause.JsonMemberOrder), finding.Cause);
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
