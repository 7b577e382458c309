using System.Text;

namespace Illow.Webhooks.Tests.Messages;

public sealed class EnvelopeDifferentialTests
{
    private const int BodiesPerSeed = 25_000;

    private static readonly string[] Names =
    [
        "companyId", "siteId", "idempotencyKey", "metadata", "event", "CompanyId",
        "SITEID", "idempotencyKe\\u0079", "m\\u0065tadata", "Event",
        "a", "A", "b", "\\u0061", "\\u0041", "", "\u00e9", "\u00c9", "\\u00e9", "\\/",
        "/", "\\ud83d\\ude00", "\U0001f600", "\\ud83d", "\u017f", "s", "\u0131", "i",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1.5e+10", "\"x\"", "\"\"", "\" \\t\"",
        "\"dsr.created\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u0020\"", "{}", "[]",
        "[1,2]", "{\"a\":1}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"A\":{\"a\":[]}}", "[{\"a\":0},{\"a\":0}]", "\"\u20ac\\n\"", "1e400",
    ];

    private static readonly string[] Splices =
    [
        "\\u0061", "\\ud800", "\\udc00", "\"", "\\", ",", ":", "{", "}", "[", "]", " ", "\n", "\0",
        "\"a\":0,", "\"a\":0", "//", "/*", "1", "-", "NaN", "\u00e9", "\u2028", "\ufeff", "e", ".",
    ];

    /// <summary>Each seed is one run, so that a failure names what brings it back.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20_240_501)]
    public void TryParse_RandomBodies_AgreesWithTheReference(int seed)
    {
        var random = new Random(seed);
        var accepted = 0;
        for (var i = 0; i < BodiesPerSeed; i++)
        {
            var body = Mutate(Encoding.UTF8.GetBytes(Generate(random)), random);
            var eventProperty = random.Next(10) switch { 0 => null, 1 => "a", 2 => "companyId", 3 => "\u00e9", 4 => "", _ => "event" };
            var expected = EnvelopeReference.Parse(body, eventProperty);
            var answer = Bodies.Parse(body, eventProperty);
            var actual = answer.Accepted
                ? (
                    answer.Envelope.CompanyId, answer.Envelope.SiteId, answer.Envelope.IdempotencyKey,
                    answer.Envelope.Event, answer.Metadata)
                : ((string, string, string, string?, string)?)null;

            Assert.True(
                expected == actual,
                $"Seed {seed}, body {i}: expected {expected}, was {actual} ({answer.Problem}): {Convert.ToBase64String(body)}");
            accepted += answer.Accepted ? 1 : 0;
        }

        // Neither verdict may be rare, or the comparison says little
        Assert.InRange(accepted, BodiesPerSeed / 5, BodiesPerSeed * 4 / 5);
    }

    private static string Generate(Random random)
    {
        var members = new List<string>();
        foreach (var name in Names[..4])
        {
            if (random.Next(40) > 0)
            {
                var value = name == "metadata" ? Value(random, 0) : Id(random);
                members.Add($"\"{(random.Next(20) == 0 ? name.Replace("e", "\\u0065", StringComparison.Ordinal) : name)}\":{value}");
            }
        }

        // Now and then enough of them to leave the stack
        var extra = random.Next(12) == 0 ? random.Next(80) : random.Next(3);
        for (var i = 0; i < extra; i++)
        {
            var name = extra > 3 ? $"{(random.Next(3) == 0 ? "\\u006d" : "m")}{random.Next(4000)}" : Names[random.Next(4, Names.Length)];
            members.Add($"\"{name}\":{Value(random, 0)}");
        }

        var shuffled = members.ToArray();
        random.Shuffle(shuffled);
        return "{" + string.Join(random.Next(5) == 0 ? " ,\r\n\t" : ",", shuffled) + "}";
    }

    private static string Id(Random random) => random.Next(40) switch
    {
        0 => Values[random.Next(Values.Length)],
        1 => $"\"{new string('x', random.Next(510, 515))}\"",
        2 => $"\"{string.Concat(Enumerable.Repeat("\\u0041", random.Next(510, 515)))}\"",
        3 => $"\"{string.Concat(Enumerable.Repeat("\U0001f600", random.Next(255, 258)))}\"",
        4 => "\"a\\u0062\\n\"",
        _ => $"\"{random.Next():x}\"",
    };

    private static string Value(Random random, int depth)
    {
        if (depth < 4 && random.Next(3) == 0)
        {
            var large = random.Next(30) == 0;
            var members = Enumerable.Range(0, large ? random.Next(60) : random.Next(4))
                .Select(_ => $"\"{(large ? $"k{random.Next(5000)}" : Names[random.Next(Names.Length)])}\":{Value(random, depth + 1)}");
            return "{" + string.Join(',', members) + "}";
        }

        if (random.Next(60) == 0)
        {
            var levels = random.Next(60, 67);
            return new string('[', levels) + new string(']', levels);
        }

        // The last entries include the refused ones: take them less often
        return random.Next(4) > 0 ? Values[random.Next(5)] : Values[random.Next(Values.Length)];
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        if (random.Next(3) > 0)
        {
            return body;
        }

        var bytes = body.ToList();
        for (var times = random.Next(1, 3); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 4), bytes.Count - at - 1));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 12), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splices[random.Next(Splices.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }
}
