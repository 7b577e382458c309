namespace Illow.AspNetCore.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Arithmetic_Holds() => Assert.Equal(4, 2 + 2);
}
