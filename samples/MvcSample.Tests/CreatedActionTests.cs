using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging.Abstractions;
using MvcSample.Cases;
using MvcSample.Controllers;

namespace MvcSample.Tests;

/// <summary>An action called directly: no host, no request, no signature.</summary>
public sealed class CreatedActionTests
{
    [Fact]
    public async Task Created_RequestWithoutId_IsKeptUnderTheIdempotencyKey()
    {
        var cases = new CaseList(NullLogger<CaseList>.Instance);
        var controller = new PrivacyController(cases);
        var delivery = IllowTestEnvelope.Create(
            "dsr.created", IllowFixtures.DsrCreated() with { Id = null, DueDate = null }, new() { IdempotencyKey = "key-1" });

        var result = await controller.Created(delivery, TestContext.Current.CancellationToken);

        Assert.IsType<OkResult>(result);
        Assert.Equal(["opened case key-1 under GDPR, due on a date to be looked up"], cases.Changes);
    }
}
