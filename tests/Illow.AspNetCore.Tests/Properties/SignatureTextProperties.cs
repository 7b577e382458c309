using FsCheck;
using FsCheck.Fluent;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Protocol.Signatures;
using Illow.AspNetCore.Tests.Protocol.Signatures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Tests.Properties;

public sealed class SignatureTextProperties
{
    private const string Name = "illow-signature";

    private static readonly Registration Registration = new("default", [SigningKey.A.Public], [], null, null);

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

    [Fact]
    public void TryGet_AnyNumberOfHeadersButOne_IsRefused()
    {
        var good = Convert.ToBase64String(new byte[SigningKey.A.Length]);
        Hold.ForAll(
            from count in Gen.Choose(0, 4).Where(count => count != 1)
            from values in Gen.ArrayOf(Gen.OneOf(Gen.Constant(good), NearlyBase64), count)
            select values,
            values => !TryGet(values));
    }

    [Fact]
    public void TryGet_ALengthThatNoKeyHas_IsRefused() =>
        Hold.ForAll(
            Any.Bytes(1, 600),
            bytes => TryGet([Convert.ToBase64String(bytes)]) == (bytes.Length == SigningKey.A.Length));

    private static Gen<string> NearlyBase64 =>
        from length in Gen.Choose(0, 12)
        from characters in Gen.ArrayOf(Gen.Elements("AQgwIMZz09+/-_==  \t\r\n,é\u00a0".ToCharArray()), length)
        select new string(characters);

    private static byte[]? Decode(string text)
    {
        var buffer = new byte[SignatureText.MaximumSignatureLength];
        return SignatureText.TryDecode(text, buffer, out var length) ? buffer[..length] : null;
    }

    private static bool TryGet(string[] values)
    {
        var headers = new HeaderDictionary { [Name] = new StringValues(values) };
        return SignatureHeader.TryGet(headers, Name, [Registration], explain: false, out _, out _);
    }
}
