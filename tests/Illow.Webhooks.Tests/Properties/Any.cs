using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Illow.Webhooks.Tests.Properties;

/// <summary>Random inputs that more than one subject needs.</summary>
internal static class Any
{
    internal static Gen<byte[]> Bytes(int least, int most) =>
        from length in Gen.Choose(least, most)
        from bytes in Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number), length)
        select bytes;

    /// <summary>
    /// Any UTF-16, lone surrogates included, weighted towards characters that escape text, break lines or change its direction.
    /// </summary>
    internal static Gen<string> Text(int most = 80) =>
        from length in Gen.Choose(0, most)
        from characters in Gen.ArrayOf(Character, length)
        select new string(characters);

    /// <summary>Text without lone surrogates.</summary>
    internal static Gen<string> WellFormedText(int most = 80) =>
        Text(most).Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    /// <summary>An id that an envelope may carry.</summary>
    internal static Gen<string> Id() =>
        WellFormedText(60).Select(text => string.IsNullOrWhiteSpace(text) ? text + "x" : text);

    /// <summary>Few and short, so that they meet: by their boundaries, by their case, by nothing at all.</summary>
    internal static Gen<string> CollidingText() =>
        Gen.Elements("a", "A", "b", "ab", "aB", "a:b", ":", "a\0", "\0a", "é", "É", "aa", "b\n", "ba");

    private static Gen<char> Character => Gen.Frequency(
        (6, Gen.Choose(' ', '~').Select(number => (char)number)),
        (2, Gen.Elements("\r\n\t\0\u001b\u007f\u0085\u2028\u2029\u202e\u2066\ufeff\"\\<>\ud800\udc00\u0301\u200b".ToCharArray())),
        (2, Gen.Choose(0, char.MaxValue).Select(number => (char)number)));
}
