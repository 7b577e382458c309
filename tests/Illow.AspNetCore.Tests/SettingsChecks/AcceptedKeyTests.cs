using System.Net;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>Every dress in which a public key is pasted verifies a delivery.</summary>
public sealed class AcceptedKeyTests
{
    public static TheoryData<string, string> Forms =>
        new MatrixTheoryData<string, string>(
            KeyForms.Accepted.Keys,
            ["Illow:PublicKey", "Illow:PublicKeys", "Illow:PublicKeys:0", "Illow:Webhooks:eu:PublicKey", "Illow:Webhooks:eu:PublicKeyFile"]
        );

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Key_InAnyDress_Verifies(string form, string setting)
    {
        using var file = new TemporaryFile(KeyForms.Accepted[form]);
        await using var app = await WebhookApp.StartAsync(
            KestrelReceiver.Plan with
            {
                Kestrel = false,
                Settings = new Dictionary<string, string?>
                {
                    [setting] = setting.EndsWith("File", StringComparison.Ordinal) ? file.Path : KeyForms.Accepted[form],
                },
            });
        using var good = await app.SendAsync(Delivery.Fresh());
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        using var bad = await app.SendAsync(Delivery.Fresh() with { Key = TestKeys.B });
        Assert.Equal(HttpStatusCode.Unauthorized, bad.StatusCode);
    }
}
