using System.Security.Cryptography;

namespace Illow.Webhooks.Signatures;

/// <summary>Tells a platform that cannot verify from a fault of this package, which has to surface.</summary>
internal static class PlatformRefusal
{
    /// <summary>
    /// True for what a cryptographic platform throws: a refused algorithm, a disposed or broken key, a missing algorithm or library.
    /// </summary>
    internal static bool Is(Exception exception) => exception
        is CryptographicException
        or InvalidOperationException // ObjectDisposedException is one
        or NotSupportedException // PlatformNotSupportedException is one
        or TypeInitializationException
        or TypeLoadException; // DllNotFoundException and EntryPointNotFoundException are
}
