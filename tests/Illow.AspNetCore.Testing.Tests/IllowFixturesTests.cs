namespace Illow.AspNetCore.Testing.Tests;

public sealed class IllowFixturesTests
{
    public static TheoryData<string> Events => [.. IllowEvents.Known.Select(known => known.Name)];

    [Theory]
    [MemberData(nameof(Events))]
    public void Fixture_OfEveryKnownEvent_IsItsSample(string name)
    {
        var known = IllowEvents.Known.Single(known => known.Name == name);
        var fixture = Assert.Single(typeof(IllowFixtures).GetMethods(), method => method.ReturnType == known.MetadataType);

        var made = fixture.Invoke(null, ["request-1"]);

        Assert.Equal(known.CreateSample("request-1", IllowFixtures.CompanyId, new(2026, 1, 15, 9, 30, 0, TimeSpan.Zero)), made);
    }
}
