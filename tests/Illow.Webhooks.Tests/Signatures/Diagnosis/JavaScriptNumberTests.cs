using Illow.Webhooks.Signatures.Diagnosis;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

public sealed class JavaScriptNumberTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.0, "1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(100.0, "100")]
    [InlineData(1e3, "1000")]
    [InlineData(123.456, "123.456")]
    [InlineData(0.001, "0.001")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1.5e-7, "1.5e-7")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(123456789012345680000.0, "123456789012345680000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.25e21, "1.25e+21")]
    [InlineData(-1e300, "-1e+300")]
    [InlineData(9007199254740993.0, "9007199254740992")]
    [InlineData(0.1, "0.1")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(double.PositiveInfinity, "null")]
    public void Format_Number_IsAsJavaScriptWritesIt(double value, string expected) =>
        Assert.Equal(expected, JavaScriptNumber.Format(value));

    [Fact]
    public void Format_MinusZero_IsZero() => Assert.Equal("0", JavaScriptNumber.Format(-0.0));
}
