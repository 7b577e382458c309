using System.Numerics;

namespace Illow.Webhooks.Tests.Signatures.Oracle;

/// <summary>
/// A key whose modulus is the product of many 32-bit primes: worthless as a secret, an RSA key like any other to whoever
/// verifies, and a private operation costs microseconds. So tests can sign as many odd encodings as they like.
/// </summary>
internal sealed class ManyPrimeKey
{
    private const uint Exponent = 65_537;

    private readonly (uint Prime, uint PrivateExponent, BigInteger Weight)[] _parts;
    private readonly BigInteger _modulus;

    internal ManyPrimeKey(int bits)
    {
        var primes = PrimesFromAbove().Take(bits / 32).ToList();
        _modulus = primes.Aggregate(BigInteger.One, (product, prime) => product * prime);
        _parts = [.. primes.Select(prime => (prime, Inverse(Exponent % (prime - 1), prime - 1), Weight(prime)))];
        Public = IllowPublicKey.Create(_modulus.ToByteArray(isUnsigned: true, isBigEndian: true), [0x01, 0x00, 0x01]);
    }

    internal IllowPublicKey Public { get; }

    /// <summary>The signature that stands for this encoded message, or for its remainder where it is not below the modulus.</summary>
    internal byte[] SignEncoded(ReadOnlySpan<byte> encoded)
    {
        var message = SigningKey.Number(encoded) % _modulus;
        var sum = BigInteger.Zero;
        foreach (var (prime, privateExponent, weight) in _parts)
        {
            sum += weight * Power((uint)(message % prime), privateExponent, prime);
        }

        return SigningKey.Bytes(sum % _modulus, Public.SignatureLength);
    }

    private BigInteger Weight(uint prime)
    {
        var others = _modulus / prime;
        return others * Power((uint)(others % prime), prime - 2, prime);
    }

    private static uint Power(uint number, uint exponent, uint modulus)
    {
        ulong result = 1;
        ulong square = number;
        for (var rest = exponent; rest > 0; rest >>= 1)
        {
            if (rest % 2 == 1)
            {
                result = result * square % modulus;
            }

            square = square * square % modulus;
        }

        return (uint)result;
    }

    /// <summary>By Euclid's extended algorithm.</summary>
    private static uint Inverse(uint number, uint modulus)
    {
        var (old, current) = ((long)number, (long)modulus);
        var (oldFactor, factor) = (1L, 0L);
        while (current != 0)
        {
            var quotient = old / current;
            (old, current) = (current, old - (quotient * current));
            (oldFactor, factor) = (factor, oldFactor - (quotient * factor));
        }

        return (uint)(oldFactor < 0 ? oldFactor + modulus : oldFactor);
    }

    /// <summary>Primes below 2^32 under which the exponent has an inverse, largest first.</summary>
    private static IEnumerable<uint> PrimesFromAbove()
    {
        for (var candidate = uint.MaxValue; ; candidate -= 2)
        {
            if ((candidate - 1) % Exponent != 0 && IsPrime(candidate))
            {
                yield return candidate;
            }
        }
    }

    private static bool IsPrime(uint candidate)
    {
        for (uint divisor = 3; (ulong)divisor * divisor <= candidate; divisor += 2)
        {
            if (candidate % divisor == 0)
            {
                return false;
            }
        }

        return true;
    }
}
