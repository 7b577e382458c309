using System.Security.Cryptography;
using Illow.Webhooks.Keys;

namespace Illow.Webhooks.Tests.Keys;

internal static class KeyTextAssert
{
    private const int EchoLength = 12;

    internal static IllowPublicKey Accepts(string text, RSA expected, int minimumKeySize = 2048)
    {
        var accepted = PublicKeyText.TryRead(text, minimumKeySize, out var key, out var problem);

        Assert.True(accepted, problem);
        Assert.Null(problem);
        Assert.NotNull(key);
        var (actual, wanted) = (key.Parameters, expected.ExportParameters(includePrivateParameters: false));
        Assert.Equal(wanted.Modulus, actual.Modulus);
        Assert.Equal(wanted.Exponent, actual.Exponent);
        return key;
    }

    internal static string Refuses(string? text, string phrase, int minimumKeySize = 2048)
    {
        var accepted = PublicKeyText.TryRead(text, minimumKeySize, out var key, out var problem);

        Assert.False(accepted, "accepted");
        Assert.Null(key);
        Assert.NotNull(problem);
        Assert.Contains(phrase, problem, StringComparison.Ordinal);
        DoesNotEcho(text, problem);
        return problem;
    }

    /// <summary>No run of 12 characters of the text's base64, read with and without its blanks, stands in the problem.</summary>
    internal static void DoesNotEcho(string? text, string problem)
    {
        var windows = Enumerable.Range(0, Math.Max(0, problem.Length - EchoLength + 1))
            .Select(start => problem.Substring(start, EchoLength))
            .Where(window => window.All(IsBase64))
            .ToArray();
        var compact = string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c)));
        foreach (var window in windows)
        {
            Assert.DoesNotContain(window, text ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain(window, compact, StringComparison.Ordinal);
        }
    }

    private static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=';
}
