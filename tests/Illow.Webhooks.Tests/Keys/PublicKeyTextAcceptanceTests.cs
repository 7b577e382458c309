using Illow.Webhooks.Keys;

namespace Illow.Webhooks.Tests.Keys;

public sealed class PublicKeyTextAcceptanceTests
{
    public static TheoryData<string> Forms => KeyForms.Names;

    [Theory]
    [MemberData(nameof(Forms))]
    public void TryRead_AcceptedForm_GivesTheKey(string form)
    {
        var write = KeyForms.All[form];

        KeyTextAssert.Accepts(write(TestKeys.A), TestKeys.A);
        KeyTextAssert.Accepts(write(TestKeys.C), TestKeys.C);
        KeyTextAssert.Accepts(write(TestKeys.Weak), TestKeys.Weak, minimumKeySize: 1024);
    }

    [Fact]
    public void TryRead_EveryFormOfOneKey_GivesOneFingerprint()
    {
        var fingerprints = KeyForms.All.Values.Select(write => KeyTextAssert.Accepts(write(TestKeys.A), TestKeys.A).Fingerprint);

        Assert.Single(fingerprints.Distinct());
    }

    [Fact]
    public void TryRead_DifferentKeys_GiveDifferentFingerprints()
    {
        var a = KeyTextAssert.Accepts(TestKeys.A.ExportSubjectPublicKeyInfoPem(), TestKeys.A);
        var b = KeyTextAssert.Accepts(TestKeys.B.ExportSubjectPublicKeyInfoPem(), TestKeys.B);

        Assert.NotEqual(a.Fingerprint, b.Fingerprint);
    }

    [Fact]
    public void TryRead_LongestText_IsRead()
    {
        var pem = TestKeys.A.ExportSubjectPublicKeyInfoPem();

        KeyTextAssert.Accepts(pem.PadRight(PublicKeyTextDecoder.LongestText), TestKeys.A);
        KeyTextAssert.Refuses(pem.PadRight(PublicKeyTextDecoder.LongestText + 1), "is longer than 16,384 characters");
    }

    [Fact]
    public async Task TryRead_FromManyThreads_GivesTheKeyToEach()
    {
        var pem = TestKeys.A.ExportSubjectPublicKeyInfoPem();
        var expected = KeyTextAssert.Accepts(pem, TestKeys.A).Fingerprint;

        var readings = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => Task.Run(() => KeyTextAssert.Accepts(pem, TestKeys.A).Fingerprint)));

        Assert.All(readings, fingerprint => Assert.Equal(expected, fingerprint));
    }
}
