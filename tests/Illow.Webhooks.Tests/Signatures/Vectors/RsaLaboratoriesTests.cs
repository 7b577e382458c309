namespace Illow.Webhooks.Tests.Signatures.Vectors;

/// <summary>RSA Laboratories' vectors for SHA-1: 15 keys, seven of them of odd sizes (1025 to 1031 bits), 20 messages each.</summary>
public sealed class RsaLaboratoriesTests
{
    [Theory]
    [InlineData("Platform")]
    [InlineData("Managed")]
    public void Verify_EveryCase_IsValid(string check) =>
        Assert.Equal(300, VectorCase.RunAll(check, RsaLaboratoriesFile.Read()));

    [Theory]
    [InlineData("Platform")]
    [InlineData("Managed")]
    public void Verify_EveryCaseWithTheNextMessage_IsInvalid(string check)
    {
        var cases = RsaLaboratoriesFile.Read().ToList();
        var mixed = cases.Select((vector, index) => vector with { Message = cases[(index + 1) % cases.Count].Message, IsValid = false });

        Assert.Equal(300, VectorCase.RunAll(check, mixed));
    }
}
