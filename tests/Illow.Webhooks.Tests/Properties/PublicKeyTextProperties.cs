using System.Numerics;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Illow.Webhooks.Keys;
using Illow.Webhooks.Tests.Keys;

namespace Illow.Webhooks.Tests.Properties;

public sealed class PublicKeyTextProperties
{
    [Fact]
    public void TryRead_AnyKeyInAnyForm_GivesItsNumbers() =>
        Hold.ForAll(
            from key in Key
            from form in Gen.Elements(KeyForms.All.Values.ToArray())
            select (Key: key, Form: form),
            input =>
            {
                using var rsa = RSA.Create(input.Key);
                return PublicKeyText.TryRead(input.Form(rsa), 1024, out var read, out _)
                    && read.Parameters.Modulus!.SequenceEqual(input.Key.Modulus!)
                    && read.Parameters.Exponent!.SequenceEqual(input.Key.Exponent!);
            });

    [Fact]
    public void TryRead_MutatedText_IsAcceptedOnlyWithinTheNumberRules() =>
        Hold.ForAll(
            Mutated,
            text =>
            {
                if (!PublicKeyText.TryRead(text, 1500, out var key, out var problem))
                {
                    return problem.Length > 0;
                }

                var modulus = new BigInteger(key.Parameters.Modulus, isUnsigned: true, isBigEndian: true);
                var exponent = new BigInteger(key.Parameters.Exponent, isUnsigned: true, isBigEndian: true);
                return modulus.GetBitLength() is >= 1500 and <= 8192 && !modulus.IsEven
                    && !exponent.IsEven && exponent >= 3 && exponent.GetBitLength() <= 32;
            },
            2000);

    [Fact]
    public void TryRead_RefusedText_IsNotEchoed() =>
        Hold.ForAll(
            Mutated,
            text => PublicKeyText.TryRead(text, 8192, out _, out var problem)
                || !text.Split('\n', ' ').Any(
                    piece => piece.Length >= 12 && problem.Contains(piece, StringComparison.Ordinal) && !IsTheReadersOwn(piece)),
            2000);

    [Fact]
    public void TryRead_AnyText_NeverThrows() =>
        Hold.ForAll(Any.Text(200), text => !PublicKeyText.TryRead(text, 1024, out _, out var problem) && problem.Length > 0, 1000);

    [Fact]
    public void TryRead_ASmallerMinimum_NeverRefusesWhatALargerOneTakes() =>
        Hold.ForAll(
            from key in Key
            from one in Gen.Choose(0, 9000)
            from other in Gen.Choose(0, 9000)
            select (Key: key, Low: Math.Min(one, other), High: Math.Max(one, other)),
            input =>
            {
                var text = KeyDer.Bare(KeyDer.Pkcs1(input.Key.Modulus!, input.Key.Exponent!));
                return PublicKeyText.TryRead(text, input.Low, out _, out _) || !PublicKeyText.TryRead(text, input.High, out _, out _);
            });

    [Fact]
    public void Fingerprint_DifferentNumbers_DifferentText() =>
        Hold.ForAll(
            from one in Key
            from exponent in Exponent
            from flipped in Gen.Choose(1, one.Modulus!.Length - 2)
            select (
                one,
                new RSAParameters { Modulus = Flip(one.Modulus!, flipped), Exponent = one.Exponent },
                new RSAParameters { Modulus = one.Modulus, Exponent = exponent }),
            keys =>
            {
                var fingerprint = Fingerprint(keys.one);
                return Fingerprint(keys.Item2) != fingerprint
                    && (Fingerprint(keys.Item3) == fingerprint) == keys.Item3.Exponent!.SequenceEqual(keys.one.Exponent!);
            });

    private static Gen<byte[]> Exponent => Gen.Elements<byte[]>([3], [5], [17], [1, 0, 1], [0x80, 0, 0, 1]);

    // Some odd number of the right size: a loader cannot tell whether it is a product of primes
    private static Gen<RSAParameters> Key =>
        from bits in Gen.Elements(1024, 1025, 1031, 1536, 2048)
        from rest in Any.Bytes((bits + 7) / 8, (bits + 7) / 8)
        from exponent in Exponent
        select new RSAParameters { Modulus = OfSize(rest, bits), Exponent = exponent };

    private static Gen<string> Mutated =>
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Mutate(seed);

    private static string Mutate(int seed)
    {
        var mutator = new KeyTextMutator(seed);
        var text = mutator.Pick(KeyForms.All.Values.ToList())(TestKeys.A);
        return mutator.Mutate(text, KeyForms.All["SPKI PEM"](TestKeys.B));
    }

    private static bool IsTheReadersOwn(string piece) => piece.Contains("-----", StringComparison.Ordinal);

    private static string Fingerprint(RSAParameters key) => IllowPublicKey.Create(key.Modulus, key.Exponent).Fingerprint;

    private static byte[] Flip(byte[] number, int at)
    {
        var flipped = number.ToArray();
        flipped[at] ^= 0x10;
        return flipped;
    }

    private static byte[] OfSize(byte[] number, int bits)
    {
        var top = 1 << ((bits - 1) % 8);
        number[0] = (byte)((number[0] & (top - 1)) | top);
        number[^1] |= 1;
        return number;
    }
}
