using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Illow.Webhooks.Messages;
using Illow.Webhooks.Keys;
using Illow.Webhooks.Signatures;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>The parts of one delivery, each by itself, for a body of 0.4 KB and a key of 2048 bits.</summary>
[MemoryDiagnoser]
public class ProtocolBenchmarks
{
    private readonly byte[] _body = SignedBodies.Envelope("key-1");
    private readonly byte[] _digest = new byte[20];
    private readonly SignatureVerifier _verifier = new(RsaSignatureCheck.Platform, SignatureHash.Sha1);
    private readonly byte[] _decoded = new byte[SignatureText.MaximumSignatureLength];
    private IllowPublicKey _key = null!;
    private RSA _bareKey = null!;
    private string _pem = null!;
    private string _text = null!;
    private byte[] _signature = null!;

    [GlobalSetup]
    public void Setup()
    {
        using var rsa = RSA.Create(2048);
        _pem = rsa.ExportSubjectPublicKeyInfoPem();
        PublicKeyText.TryRead(_pem, 2048, out var key, out _);
        _key = key!;
        _bareKey = RSA.Create(rsa.ExportParameters(false));
        _text = SignedBodies.Sign(rsa, _body);
        _signature = Convert.FromBase64String(_text);
        SignatureHash.Sha1.Compute(_body, _digest);
    }

    [Benchmark(Baseline = true)]
    public bool BareVerifyHash() => _bareKey.VerifyHash(_digest, _signature, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

    [Benchmark]
    public int Verify() => (int)_verifier.Verify(_key, _digest, _signature);

    [Benchmark]
    public int HashBody() => SignatureHash.Sha1.Compute(_body, _digest);

    [Benchmark]
    public bool DecodeHeader() => SignatureText.TryDecode(_text, _decoded, out _);

    [Benchmark]
    public bool ParseEnvelope() => EnvelopeParser.TryParse(_body, "event", out _, out _, out _);

    [Benchmark]
    public bool ReadKey() => PublicKeyText.TryRead(_pem, 2048, out _, out _);
}
