using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Middleware;
using Illow.Webhooks.Tests.Properties;
using Illow.Webhooks.Tests.Signatures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Tests.Properties;

public sealed class SignatureHeaderProperties
{
    private const string Name = "illow-signature";

    private static readonly Registration Registration = new("default", [SigningKey.A.Public], [], null, null);
    private static readonly WebhookSettings Settings = new(
        new IllowWebhooksOptions { SignatureHeader = Name },
        HashAlgorithmName.SHA1,
        [Registration]);
    private static readonly SignatureVerifierProvider Verifiers = new(NullLoggerFactory.Instance);

    [Fact]
    public void SignatureOf_AnyNumberOfHeadersButOne_IsRefused()
    {
        var good = Convert.ToBase64String(new byte[SigningKey.A.Length]);
        Hold.ForAll(
            from count in Gen.Choose(0, 4).Where(count => count != 1)
            from values in Gen.ArrayOf(Gen.OneOf(Gen.Constant(good), NearlyBase64), count)
            select values,
            values => !IsTaken(values));
    }

    [Fact]
    public void SignatureOf_ALengthThatNoKeyHas_IsRefused() =>
        Hold.ForAll(
            Any.Bytes(1, 600),
            bytes => IsTaken([Convert.ToBase64String(bytes)]) == (bytes.Length == SigningKey.A.Length));

    private static Gen<string> NearlyBase64 =>
        from length in Gen.Choose(0, 12)
        from characters in Gen.ArrayOf(Gen.Elements("AQgwIMZz09+/-_==  \t\r\n,é\u00a0".ToCharArray()), length)
        select new string(characters);

    private static bool IsTaken(string[] values)
    {
        var headers = new HeaderDictionary { [Name] = new StringValues(values) };
        return IllowWebhookMiddleware.SignatureOf(headers, Settings, [Registration], Verifiers) is not null;
    }
}
