using System.Globalization;
using Illow.Webhooks.Signatures;
using Illow.AspNetCore.Tests.Hosting;
using Illow.Webhooks.Tests.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Illow.Webhooks.Tests.Signatures;
using Illow.Webhooks.Tests.Signatures.Policy;

namespace Illow.AspNetCore.Tests.Policy;

/// <summary>Runs a whole receiver on Kestrel and writes what it says of itself and answers, one "name = value" a line.</summary>
internal static class ReceiverProbe
{
    internal const string Name = "receiver";
    internal const string ManagedName = "managed receiver";

    internal static async Task RunAsync(bool managed)
    {
        await using var app = await StartAsync(managed);
        var delivery = Delivery.Of();
        var signature = Sign(delivery.Body);
        var forged = signature.ToArray();
        forged[100] ^= 1;
        await PostAsync(app, "good", delivery with { Signatures = [Convert.ToBase64String(signature)] });
        await PostAsync(app, "forged", delivery with { Signatures = [Convert.ToBase64String(forged)] });
        await PostAsync(app, "malformed", delivery with { Signatures = ["===="] });
        await PostAsync(app, "unsigned", delivery with { Signatures = [] });

        if (managed)
        {
            // From now on the host gives no digest, which the known answer at start could not foresee
            await File.WriteAllTextAsync(Environment.GetEnvironmentVariable(RefusingHost.NoDigestsVariable)!, "");
            await PostAsync(app, "good without digest", delivery with { Signatures = [Convert.ToBase64String(signature)] });
        }

        Write("health", await app.Client.GetStringAsync("/health"));
        Write("handled", app.Notes.Lines.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var id in new[] { 3, 6 })
        {
            var records = app.Logs.GetSnapshot().Where(record => record.Id.Id == id).ToList();
            Write($"event {id}", records.Count == 1 ? $"{records[0].Level}: {records[0].Message}" : $"{records.Count} times");
        }
    }

    private static Task<WebhookApp> StartAsync(bool managed) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Kestrel = true,
                Settings = new Dictionary<string, string?>
                {
                    ["Illow:PublicKey"] = KeyDer.Pem(
                        "RSA PUBLIC KEY",
                        KeyDer.Pkcs1(SigningKey.A.Public.Parameters.Modulus!, SigningKey.A.Public.Parameters.Exponent!)),
                    ["Illow:ManagedVerification"] = managed ? "true" : null,
                },
                Services = services => services.AddHealthChecks().AddIllowWebhooks(),
                Map = endpoints =>
                {
                    endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope envelope, Notes notes) =>
                    {
                        notes.Add(envelope.IdempotencyKey);
                        return Results.Ok();
                    });
                    endpoints.MapHealthChecks(
                        "/health",
                        new() { ResultStatusCodes = { [Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy] = 200 } });
                },
            });

    // By hand, since such a host signs no SHA-1 either
    private static byte[] Sign(byte[] body) =>
        SigningKey.A.SignPayload([.. SignatureHash.Sha1.DigestInfoPrefix, .. Checks.Digest(SignatureHash.Sha1, body)]);

    private static async Task PostAsync(WebhookApp app, string name, Delivery delivery)
    {
        using var response = await app.SendAsync(delivery);
        Write(
            name,
            ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture) + (response.Headers.RetryAfter is null ? "" : ", retry"));
    }

    private static void Write(string name, string value) => Console.Out.WriteLine($"{name} = {value}");
}
