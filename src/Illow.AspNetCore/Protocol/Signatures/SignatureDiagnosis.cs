using Illow.AspNetCore.Protocol.Keys;
namespace Illow.AspNetCore.Protocol.Signatures;
internal readonly record struct SignatureFinding(int Cause, string Explanation);
internal static class SignatureDiagnosis { internal static SignatureFinding Explain(IReadOnlyList<WebhookPublicKey> keys, ReadOnlyMemory<byte> body, string? headerText, SignatureHash expected) => default; }
