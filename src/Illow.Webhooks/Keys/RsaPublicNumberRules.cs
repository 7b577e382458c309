using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Illow.Webhooks.Keys;

/// <summary>Which numbers make a key that is worth verifying with.</summary>
internal static class RsaPublicNumberRules
{
    /// <summary>Bits of the smallest modulus, whatever the settings ask for.</summary>
    internal const int SmallestSize = 1024;

    /// <summary>Bits of the largest modulus: verification time grows with its square.</summary>
    internal const int LargestSize = 8192;

    // Verification time grows with the exponent's length, and anyone can ask for a verification; generators use 17 bits
    private const int LongestExponent = sizeof(uint);

    internal static bool TryPass(RsaPublicNumbers numbers, int minimumKeySize, [NotNullWhen(false)] out string? problem)
    {
        var size = SizeInBits(numbers.Modulus.Span);
        var minimum = Math.Max(minimumKeySize, SmallestSize);

        problem = size < minimum ? PublicKeyProblem.TooSmall(size, minimum)
            : size > LargestSize ? PublicKeyProblem.TooLarge(size)
            : !IsOdd(numbers.Modulus.Span) ? PublicKeyProblem.EvenModulus
            : numbers.Exponent.Length > LongestExponent ? PublicKeyProblem.LongExponent
            : !IsOdd(numbers.Exponent.Span) || numbers.Exponent.Span is [1] ? PublicKeyProblem.BadExponent
            : null;
        return problem is null;
    }

    private static int SizeInBits(ReadOnlySpan<byte> number) =>
        number is [var first, ..] ? (number.Length * 8) - BitOperations.LeadingZeroCount((uint)first) + 24 : 0;

    private static bool IsOdd(ReadOnlySpan<byte> number) => number is [.., var last] && (last & 1) == 1;
}

/// <summary>Modulus and exponent: unsigned, big-endian, without leading zeros (zero itself is empty).</summary>
internal readonly record struct RsaPublicNumbers(ReadOnlyMemory<byte> Modulus, ReadOnlyMemory<byte> Exponent);
