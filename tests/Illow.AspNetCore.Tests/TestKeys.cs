using System.Security.Cryptography;

namespace Illow.AspNetCore.Tests;

internal static class TestKeys
{
    internal static RSA A { get; } = RSA.Create(2048);
    internal static RSA B { get; } = RSA.Create(2048);
    internal static RSA C { get; } = RSA.Create(3072);
}
