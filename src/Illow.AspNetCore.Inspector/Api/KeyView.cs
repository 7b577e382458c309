namespace Illow.AspNetCore.Inspector.Api;

internal sealed record KeyView(string Fingerprint, int Bits, bool IsTestKey);
