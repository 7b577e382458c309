using System.Text.Json;

namespace Illow.AspNetCore.Testing.Tests;

public sealed class IllowTestEnvelopeTests
{
    [Fact]
    public void Create_DsrCreated_IsAsARequestWouldBringIt()
    {
        var at = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var options = new IllowDeliveryOptions { Webhook = "eu", IdempotencyKey = "k" };
        var envelope = IllowTestEnvelope.Create("dsr.created", IllowFixtures.DsrCreated("dsr-1"), options, at);

        Assert.Equal(("dsr.created", "eu", "k", at), (envelope.Event, envelope.Webhook, envelope.IdempotencyKey, envelope.ReceivedAt));
        Assert.Equal(IllowFixtures.DsrCreated("dsr-1"), envelope.Metadata);
        Assert.Equal("dsr-1", envelope.RawMetadata.GetProperty("id").GetString());
        Assert.Equal("k", JsonDocument.Parse(envelope.RawBody).RootElement.GetProperty("idempotencyKey").GetString());
    }

    [Fact]
    public void Create_TypeOfTheApplicationsOwn_IsReadWithItsOptions()
    {
        var snake = new JsonSerializerOptions(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        var envelope = IllowTestEnvelope.Create("consent.updated", new Consent("person-1"), new() { JsonSerializerOptions = snake });

        Assert.Equal("person-1", envelope.Metadata.SubjectId);
        Assert.Equal("person-1", envelope.RawMetadata.GetProperty("subject_id").GetString());
    }

    [Fact]
    public void CreateUntyped_AnyValue_KeepsIt()
    {
        Assert.Equal(JsonValueKind.Null, IllowTestEnvelope.CreateUntyped("x", null).RawMetadata.ValueKind);
        Assert.Equal("text", IllowTestEnvelope.CreateUntyped("x", "text").GetMetadata<string>());
    }

    [Fact]
    public void CreateUntyped_IdThatNoRequestCouldBring_Throws() =>
        Assert.Throws<ArgumentException>(() => IllowTestEnvelope.CreateUntyped("x", null, new() { SiteId = " " }));

    private sealed record Consent(string SubjectId);
}
