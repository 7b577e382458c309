using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Idempotency;
using Illow.Webhooks.Messages;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>Which deliveries are the same event. <c>DeliveryScopeProperties</c> asks the same of any text.</summary>
public sealed class DeliveryScopeTests
{
    private static readonly string[] Usual = ["EU", "/webhooks/illow", "dsr.created", "company", "site", "key"];

    public static TheoryData<int> Parts => [.. Enumerable.Range(0, Usual.Length)];

    [Fact]
    public void Of_TheSameParts_IsTheSame() => Assert.Equal(Scope(Usual), Scope([.. Usual]));

    [Theory]
    [MemberData(nameof(Parts))]
    public void Of_OneOtherPart_IsAnother(int part)
    {
        Assert.NotEqual(Scope(Usual), Scope(With(Usual, part, "other")));
        Assert.NotEqual(Scope(Usual), Scope(With(Usual, part, string.Empty)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Of_ACharacterMovedIntoTheNextPart_IsAnother(int part)
    {
        var moved = With(With(Usual, part, Usual[part][..^1]), part + 1, Usual[part][^1] + Usual[part + 1]);

        Assert.NotEqual(Scope(Usual), Scope(moved));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Of_LongParts_TellsTheirLastCharacters(int part)
    {
        // Three bytes a character, so that all of them take much more than one
        var name = new string('€', WebhookName.MaximumLength - 1);
        string[] parts = [name + "a", .. Enumerable.Repeat(new string('€', 511) + "a", 5)];

        Assert.Equal(Scope(parts), Scope([.. parts]));
        Assert.NotEqual(Scope(parts), Scope(With(parts, part, parts[part][..^1] + "b")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Of_BoundaryImitatedByZeroBytes_IsAnother(int part)
    {
        var zeros = new string('\0', sizeof(int));
        var imitated = With(With(Usual, part, Usual[part] + zeros + Usual[part + 1]), part + 1, string.Empty);
        var moved = With(Usual, part + 1, Usual[part + 1] + zeros);

        Assert.NotEqual(Scope(imitated), Scope(moved));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Of_OneLongPartAlone_HasRoomAndIsTold(int part)
    {
        var parts = With(Usual, part, new string('€', 2000) + "a");

        Assert.NotEqual(Scope(parts), Scope(With(parts, part, parts[part][..^1] + "b")));
    }

    [Fact]
    public void Of_PartsThatFillTheUsualRoomExactly_AreToldApart()
    {
        // Around 1,024 bytes of room, as the lengths take it
        for (var length = 290; length <= 350; length++)
        {
            var parts = With(Usual, 5, new string('k', length));
            Assert.NotEqual(Scope(parts), Scope(With(Usual, 5, new string('k', length - 1) + "j")));
        }
    }

    [Fact]
    public void Of_ThreeBytesToEachCharacter_HasRoomForTheLengthsToo()
    {
        // From where all of it fits into 1,024 bytes to where it fits without the lengths alone
        for (var length = 325; length <= 345; length++)
        {
            var parts = new[] { "", "", "", "", "", new string('€', length) };
            Assert.NotEqual(Scope(parts), Scope(With(parts, 5, new string('€', length - 1) + "a")));
        }
    }

    /// <summary>Stores outlast versions: under another scope, what was handled would be handled again.</summary>
    [Fact]
    public void Of_AKnownDelivery_IsWhatStoresHave()
    {
        var envelope = Envelope(Usual);

        Assert.Equal(
            "0066881b57e680cac98cc2efa2c7daa0b0ce96e9e9a4ba0152547506279c82d6",
            DeliveryScope.Of("app", Usual[1], envelope).ToString());
        Assert.Equal(
            "8c3931e55c5ea299fdc687f2bdb34b20d29890e5450eb7a26dd03cd45d051adb",
            DeliveryScope.OfRun("app", Usual[1], envelope).ToString());
    }

    [Fact]
    public void Of_RegistrationInAnotherCase_IsTheSame() => Assert.Equal(Scope(Usual), Scope(With(Usual, 0, "eu")));

    /// <summary>
    /// Every character against every one that could be the same letter in another case, by what dictionaries of registrations go by.
    /// </summary>
    [Fact]
    public void Of_NameOfAnyLetter_FoldsAsOrdinalIgnoreCaseDoes()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            var letter = (char)c;
            if (char.IsSurrogate(letter))
            {
                continue;
            }

            foreach (
                var other in new[]
                {
                    char.ToUpperInvariant(letter),
                    char.ToLowerInvariant(letter),
                    char.ToUpperInvariant(char.ToLowerInvariant(letter)),
                }.Distinct())
            {
                var (one, two) = ($"shop{letter}", $"shop{other}");
                Assert.True(
                    string.Equals(one, two, StringComparison.OrdinalIgnoreCase)
                        == (Scope(With(Usual, 0, one)) == Scope(With(Usual, 0, two))),
                    $"U+{c:X4} and U+{(int)other:X4}");
            }
        }
    }

    [Theory]
    [InlineData("\u017Fhop", "shop")]
    [InlineData("\u212Aey", "key")]
    [InlineData("\u0131", "I")]
    public void Of_NameOfALetterThatFoldsOddly_IsAnother(string one, string two) =>
        Assert.NotEqual(Scope(With(Usual, 0, one)), Scope(With(Usual, 0, two)));

    [Fact]
    public void Of_NameOutsideTheBasicPlaneInAnotherCase_IsTheSame() =>
        Assert.Equal(Scope(With(Usual, 0, "\U00010400")), Scope(With(Usual, 0, "\U00010428")));

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(100)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1000)]
    public void Of_LongNameInAnotherCase_IsTheSame(int length)
    {
        Assert.Equal(Scope(With(Usual, 0, new string('n', length))), Scope(With(Usual, 0, new string('N', length))));
        Assert.Equal(Scope(With(Usual, 0, new string('é', length))), Scope(With(Usual, 0, new string('É', length))));
        Assert.NotEqual(Scope(With(Usual, 0, new string('n', length))), Scope(With(Usual, 0, new string('n', length - 1))));
    }

    [Fact]
    public void Of_AnotherApplication_IsAnother()
    {
        var envelope = Envelope(Usual);

        Assert.NotEqual(DeliveryScope.Of("billing", Usual[1], envelope), DeliveryScope.Of("privacy", Usual[1], envelope));
        Assert.NotEqual(
            DeliveryScope.Of("a" + Usual[0], Usual[1], Envelope(With(Usual, 0, ""))),
            DeliveryScope.Of("a", Usual[1], envelope));
        Assert.NotEqual(DeliveryScope.OfRun("billing", Usual[1], envelope), DeliveryScope.OfRun("privacy", Usual[1], envelope));
    }

    [Fact]
    public void Of_AnotherPartInAnotherCase_IsAnother() =>
        Assert.All(Enumerable.Range(1, 5), part => Assert.NotEqual(Scope(Usual), Scope(With(Usual, part, Usual[part].ToUpperInvariant()))));

    [Fact]
    public void Of_NameFromARouteThatIsLongerThanAnyRegistrations_IsTold()
    {
        var name = new string('t', WebhookName.MaximumLength + 1);

        Assert.NotEqual(Scope(With(Usual, 0, name)), Scope(With(Usual, 0, name + "t")));
        Assert.NotEqual(Scope(With(Usual, 0, name)), Scope(With(Usual, 0, name[..^1])));
    }

    private static string[] With(string[] parts, int at, string part) => [.. parts[..at], part, .. parts[(at + 1)..]];

    /// <param name="parts">Registration, URL, event, company, site, idempotency key.</param>
    private static IllowDigest Scope(string[] parts) => DeliveryScope.Of("app", parts[1], Envelope(parts));

    private static IllowEnvelope Envelope(string[] parts)
    {
        var parsed = new ParsedEnvelope
        {
            CompanyId = parts[3],
            SiteId = parts[4],
            IdempotencyKey = parts[5],
            MetadataStart = 0,
            MetadataLength = 1,
        };
        return new IllowEnvelope(new IllowMessage(parsed, default, null), parts[2], parts[0], default);
    }
}
