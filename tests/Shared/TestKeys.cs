using System.Security.Cryptography;

namespace Illow.AspNetCore.Tests;

/// <summary>
/// RSA key pairs that all tests share, since making one takes long: made at the first use, never disposed,
/// safe to sign and verify with from several threads.
/// </summary>
internal static class TestKeys
{
    // 512 bits, made once for this file: not every platform still makes one
    private const string Legacy512Pkcs1 =
        "MIIBOwIBAAJBAKojRZZlxKemB0RwakPCU3vHUPim3wPBAfOVLkGyyJn1iZtY+nmllgPQL0BI9kn1CuiC3bL4qGuKBSOEaUj/BHUCAwEAAQJAImcndxX1" +
        "AgFsjsY8dp8gynKvSNhVWCj7AAo2ZEqGjbroEEvkYg/XmkOjAS8x3RAttBK1H7Rfw00yIbmAijL7AQIhAN/fL+SvyELai9emG4NHUjb3vUArvKfgK9Qn" +
        "4NRpn3axAiEAwo3z/I9xbAB7fUt5Cf5Yv50AeRY8FvWY95dZDFb/owUCIE4iHhwJgbJbhj0Qez+5L6eBlWqFGUXaBlH4TQ61gnMxAiEAsJaiF+KnA22o" +
        "qMBBW8XGDh3WWRHKdthzAIAaLm4k2HUCIQCD6ix619ar8HGsxpYpsZ1HNltDEKi/3sdLatXH+YUDkQ==";

    private static readonly Lazy<RSA> LazyA = new(() => Make(2048));
    private static readonly Lazy<RSA> LazyB = new(() => Make(2048));
    private static readonly Lazy<RSA> LazyC = new(() => Make(3072));
    private static readonly Lazy<RSA> LazyWeak = new(() => Make(1024));
    private static readonly Lazy<RSA> LazyLegacy512 = new(Import);

    /// <summary>2048 bits.</summary>
    internal static RSA A => LazyA.Value;

    /// <summary>2048 bits, another pair than <see cref="A"/>.</summary>
    internal static RSA B => LazyB.Value;

    /// <summary>3072 bits.</summary>
    internal static RSA C => LazyC.Value;

    /// <summary>1024 bits: only with a lowered <c>MinimumKeySize</c>.</summary>
    internal static RSA Weak => LazyWeak.Value;

    /// <summary>512 bits: refused whatever the settings say.</summary>
    internal static RSA Legacy512 => LazyLegacy512.Value;

    private static RSA Make(int size)
    {
        var rsa = RSA.Create(size);

        // RSA makes its numbers at the first use, which two threads must not race for
        _ = rsa.ExportParameters(includePrivateParameters: false);
        return rsa;
    }

    private static RSA Import()
    {
        var rsa = RSA.Create();
        rsa.ImportRSAPrivateKey(Convert.FromBase64String(Legacy512Pkcs1), out _);
        return rsa;
    }
}
