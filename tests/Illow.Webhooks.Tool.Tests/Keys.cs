using Illow.AspNetCore.Testing;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>Key pairs that all tests share, since making one takes long.</summary>
internal static class Keys
{
    internal static IllowTestKey A => IllowTestKey.Shared;

    internal static IllowTestKey B => A.For("b");

    internal static IllowTestKey Long { get; } = new(3072);
}
