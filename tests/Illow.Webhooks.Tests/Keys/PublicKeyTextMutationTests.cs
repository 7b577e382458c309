using System.Numerics;
using Illow.Webhooks.Keys;

namespace Illow.Webhooks.Tests.Keys;

/// <summary>
/// Whatever is done to a text: nothing is thrown, and what is accepted wraps the one encoding of numbers that keep the rules.
/// </summary>
public sealed class PublicKeyTextMutationTests
{
    private const int Rounds = 4000;

    private static readonly string[] Valid = [.. KeyForms.All.Values.SelectMany(write => new[] { write(TestKeys.A), write(TestKeys.C) })];
    private static readonly string[] Others = [.. Valid, .. NotPublicKeys.All.Values.Select(other => other.Text)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void TryRead_MutatedText_IsRefusedOrWrapsOneKey(int seed)
    {
        var mutator = new KeyTextMutator(seed);
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            accepted += Try(mutator.Mutate(mutator.Pick(Valid), mutator.Pick(Others))) ? 1 : 0;
        }

        Assert.InRange(accepted, Rounds / 100, Rounds / 2);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void TryRead_MutatedDer_IsRefusedOrTheOneEncodingOfItsNumbers(int seed)
    {
        var mutator = new KeyTextMutator(seed);
        byte[][] ders =
            [TestKeys.A.ExportSubjectPublicKeyInfo(), TestKeys.A.ExportRSAPublicKey(), TestKeys.Weak.ExportSubjectPublicKeyInfo()];
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            accepted += Try(KeyDer.Bare(mutator.Mutate(mutator.Pick(ders)))) ? 1 : 0;
        }

        Assert.InRange(accepted, Rounds / 100, Rounds / 2);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void TryRead_MutatedTextOfAnotherKind_IsNeverAccepted(int seed)
    {
        var mutator = new KeyTextMutator(seed);
        string[] others = [.. NotPublicKeys.All.Values.Select(other => other.Text).Where(HoldsNoWholeKey)];
        for (var round = 0; round < Rounds; round++)
        {
            Assert.False(Try(mutator.Mutate(mutator.Pick(others), mutator.Pick(others))));
        }
    }

    [Theory]
    [InlineData(9)]
    public void TryRead_RandomCharacters_AreRefused(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var text = string.Create(random.Next(200), random, (span, source) =>
            {
                foreach (ref var c in span)
                {
                    c = (char)source.Next(source.Next(2) == 0 ? 128 : char.MaxValue + 1);
                }
            });
            Assert.False(Try(text));
        }
    }

    // One change may free a good key, as where a private one stands behind it
    private static bool HoldsNoWholeKey(string text)
    {
        var compact = WithoutBlanks(text);
        return !compact.Contains(KeyDer.Bare(TestKeys.A.ExportSubjectPublicKeyInfo()), StringComparison.Ordinal)
            && !compact.Contains(KeyDer.Bare(TestKeys.A.ExportRSAPublicKey())[..^40][40..], StringComparison.Ordinal);
    }

    private static bool Try(string text)
    {
        var accepted = PublicKeyText.TryRead(text, 1024, out var key, out var problem);

        Assert.Equal(accepted, key is not null);
        Assert.Equal(accepted, problem is null);
        if (key is null)
        {
            KeyTextAssert.DoesNotEcho(text, problem!);
            return false;
        }

        KeepsTheRules(key);
        Assert.Contains(WithoutBlanks(text), Encodings(key));
        return true;
    }

    private static void KeepsTheRules(IllowPublicKey key)
    {
        var modulus = new BigInteger(key.Parameters.Modulus, isUnsigned: true, isBigEndian: true);
        var exponent = new BigInteger(key.Parameters.Exponent, isUnsigned: true, isBigEndian: true);

        Assert.InRange(modulus.GetBitLength(), 1024, 8192);
        Assert.False(modulus.IsEven);
        Assert.InRange(exponent, 3, ulong.MaxValue);
        Assert.False(exponent.IsEven);
        Assert.Equal(modulus.GetBitLength(), key.KeySize);
    }

    private static string[] Encodings(IllowPublicKey key)
    {
        var spki = key.Rsa.ExportSubjectPublicKeyInfo();
        var pkcs1 = key.Rsa.ExportRSAPublicKey();
        var withoutNull = KeyDer.Spki(KeyDer.Sequence(KeyDer.Oid(KeyDer.RsaOid)), KeyDer.BitString(pkcs1));
        return
        [
            KeyDer.Bare(spki), WithoutBlanks(KeyDer.Pem("PUBLIC KEY", spki)),
            KeyDer.Bare(withoutNull), WithoutBlanks(KeyDer.Pem("PUBLIC KEY", withoutNull)),
            KeyDer.Bare(pkcs1), WithoutBlanks(KeyDer.Pem("RSA PUBLIC KEY", pkcs1)),
        ];
    }

    private static string WithoutBlanks(string text)
    {
        var inner = text.Trim();
        inner = inner.StartsWith('\uFEFF') ? inner[1..].Trim() : inner;
        return inner.Replace("\\n", "", StringComparison.Ordinal)
            .Replace("\\r", "", StringComparison.Ordinal)
            .Replace(" ", "", StringComparison.Ordinal)
            .Replace("\t", "", StringComparison.Ordinal)
            .Replace("\r", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal);
    }
}
