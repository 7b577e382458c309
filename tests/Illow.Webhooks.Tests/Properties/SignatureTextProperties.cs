using FsCheck;
using FsCheck.Fluent;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Properties;

public sealed class SignatureTextProperties
{
    [Fact]
    public void TryDecode_TheTextOfAnyBytes_GivesTheBytes() =>
        Hold.ForAll(Any.Bytes(1, 1024), bytes => Decode(Convert.ToBase64String(bytes)) is { } decoded && decoded.SequenceEqual(bytes));

    [Fact]
    public void TryDecode_MoreBytesThanAnySignatureHas_IsRefused() =>
        Hold.ForAll(Any.Bytes(1025, 1400), bytes => Decode(Convert.ToBase64String(bytes)) is null, 50);

    [Fact]
    public void TryDecode_AnyText_IsAcceptedOnlyAsTheOneTextOfItsBytes() =>
        Hold.ForAll(NearlyBase64, text => Decode(text) is not { } decoded || Convert.ToBase64String(decoded) == text, 3000);

    [Fact]
    public void TryDecode_ChangedText_NeverGivesTheSameBytes() =>
        Hold.ForAll(
            from bytes in Any.Bytes(1, 40)
            let text = Convert.ToBase64String(bytes)
            from at in Gen.Choose(0, text.Length)
            from cut in Gen.Choose(0, Math.Min(2, text.Length - at))
            from put in NearlyBase64
            select (Bytes: bytes, Text: text, Changed: text[..at] + put + text[(at + cut)..]),
            input => input.Changed == input.Text || Decode(input.Changed) is not { } decoded || !decoded.SequenceEqual(input.Bytes),
            3000);

    private static Gen<string> NearlyBase64 =>
        from length in Gen.Choose(0, 12)
        from characters in Gen.ArrayOf(Gen.Elements("AQgwIMZz09+/-_==  \t\r\n,é\u00a0".ToCharArray()), length)
        select new string(characters);

    private static byte[]? Decode(string text)
    {
        var buffer = new byte[SignatureText.MaximumSignatureLength];
        return SignatureText.TryDecode(text, buffer, out var length) ? buffer[..length] : null;
    }
}
