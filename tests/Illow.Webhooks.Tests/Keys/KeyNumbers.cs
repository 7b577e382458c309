namespace Illow.Webhooks.Tests.Keys;

/// <summary>Numbers of the right size that need be no product of primes: a loader cannot tell, and making them costs nothing.</summary>
internal static class KeyNumbers
{
    internal static byte[] OddModulus(int bits)
    {
        var modulus = Number(bits);
        modulus[^1] |= 1;
        return modulus;
    }

    internal static byte[] EvenModulus(int bits)
    {
        var modulus = Number(bits);
        modulus[^1] &= 0xFE;
        return modulus;
    }

    private static byte[] Number(int bits)
    {
        var number = new byte[(bits + 7) / 8];
        new Random(bits).NextBytes(number);
        var top = 1 << ((bits - 1) % 8);
        number[0] = (byte)((number[0] & (top - 1)) | top);
        return number;
    }
}
