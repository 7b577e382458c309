using FsCheck;
using FsCheck.Fluent;
using Illow.AspNetCore.Idempotency;
using Illow.Webhooks.Messages;

using Illow.Webhooks.Tests.Properties;

namespace Illow.AspNetCore.Tests.Properties;

public sealed class DeliveryScopeProperties
{
    /// <summary>Registration, URL, event, company, site, idempotency key.</summary>
    private static Gen<string[]> Parts => Gen.ArrayOf(Any.CollidingText(), 6);

    [Fact]
    public void Of_TwoDeliveries_AreOneExactlyWhereEveryPartIs() =>
        Hold.ForAll(
            from one in Parts
            from at in Gen.Choose(0, 5)
            from other in Gen.OneOf(Parts, Any.CollidingText().Select(text => (string[])[.. one[..at], text, .. one[(at + 1)..]]))
            select (one, other),
            pair => Scope(pair.one) == Scope(pair.other) == AreSame(pair.one, pair.other),
            3000);

    [Fact]
    public void Of_ABoundaryMovedBetweenParts_IsAnother() =>
        Hold.ForAll(
            from parts in Gen.ArrayOf(Any.WellFormedText(20), 6)
            from at in Gen.Choose(0, 4)
            where parts[at + 1].Length > 0
            from moved in Gen.Choose(1, parts[at + 1].Length)
            select (parts, at, moved),
            input =>
            {
                var (left, right) = (input.parts[input.at], input.parts[input.at + 1]);
                var changed = input.parts.ToArray();
                (changed[input.at], changed[input.at + 1]) = (left + right[..input.moved], right[input.moved..]);
                return Scope(changed) != Scope(input.parts);
            },
            1000);

    [Fact]
    public void Of_TheRegistrationInAnotherCase_IsTheSame() =>
        Hold.ForAll(Parts, parts =>
            Scope([parts[0].ToUpperInvariant(), .. parts[1..]]) == Scope([parts[0].ToLowerInvariant(), .. parts[1..]]));

    // Longer than what fits on the stack
    [Fact]
    public void Of_LongParts_TellTheLastCharacter() =>
        Hold.ForAll(
            from parts in Gen.ArrayOf(Gen.Choose(200, 512).Select(length => new string('é', length)), 6)
            from at in Gen.Choose(1, 5)
            select (parts, at),
            input =>
            {
                var changed = input.parts.ToArray();
                changed[input.at] = changed[input.at][..^1] + "e";
                return Scope(changed) != Scope(input.parts) && Scope(input.parts) == Scope([.. input.parts]);
            },
            100);

    private static bool AreSame(string[] one, string[] other) =>
        string.Equals(one[0], other[0], StringComparison.OrdinalIgnoreCase)
        && one.Skip(1).SequenceEqual(other.Skip(1), StringComparer.Ordinal);

    private static IllowDigest Scope(string[] parts)
    {
        var parsed = new ParsedEnvelope
        {
            CompanyId = parts[3],
            SiteId = parts[4],
            IdempotencyKey = parts[5],
            MetadataStart = 0,
            MetadataLength = 1,
        };
        return DeliveryScope.Of("app", parts[1], new IllowEnvelope(new IllowMessage(parsed, default, null), parts[2], parts[0], default));
    }
}
