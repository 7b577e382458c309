using System.Text;
using static Illow.AspNetCore.Testing.Conformance.ConformanceCheck;

namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>Bodies that are truly signed and no envelope.</summary>
internal static class EnvelopeChecks
{
    private const string Group = "envelope";
    private const int TooDeep = 80;

    internal static IEnumerable<ConformanceCheck> All =>
    [
        Refused("empty", _ => ""),
        Refused("no JSON", _ => "hello"),
        Refused("cut off", run => ConformanceRun.Text(run.Members())[..^1]),
        Refused("text after the end", run => ConformanceRun.Text(run.Members()) + "{}"),
        Refused("a comment", run => ConformanceRun.Text(run.Members()) + "/* */"),
        Refused("a comma too many", run => ConformanceRun.Text(run.Members())[..^1] + ",}"),
        Refused("an array", run => "[" + ConformanceRun.Text(run.Members()) + "]"),
        Refused("null", _ => "null"),
        .. Ids.Append("metadata").Select(name => Refused(
            $"{name} missing", run => ConformanceRun.Text(run.Members().Where(member => member.Name != name)))),
        .. Ids.Select(name => Refused($"{name} null", run => With(run, name, "null"))),
        .. Ids.Select(name => Refused($"{name} a number", run => With(run, name, "7"))),
        .. Ids.Select(name => Refused($"{name} blank", run => With(run, name, "\" \\t\""))),
        Refused("idempotencyKey of 513 characters", run => With(run, "idempotencyKey", "\"" + new string('k', 513) + "\"")),
        Refused("a member twice", run => ConformanceRun.Text([.. run.Members(), ("siteId", "\"other\"")])),
        Refused("a member twice by an escape", run => ConformanceRun.Text([.. run.Members(), (@"siteI\u0064", "\"other\"")])),
        Refused("a member twice but for its case", run => ConformanceRun.Text([.. run.Members(), ("SITEID", "\"other\"")])),
        Refused("a member twice inside metadata", run => With(run, "metadata", """{"a":1,"a":2}""")),
        Refused("NaN", run => ConformanceRun.Text([.. run.Members(), ("x", "NaN")])),
        Refused("half a surrogate pair", run => ConformanceRun.Text([.. run.Members(), ("x", @"""\ud800""")])),
        Refused(
            "80 levels deep", run => ConformanceRun.Text([.. run.Members(), ("x", new string('[', TooDeep) + new string(']', TooDeep))])),
        Of(Group, "byte order mark, signed", Expected.BadRequest, run => new Attempt([0xEF, 0xBB, 0xBF, .. run.Body()])),
        Of(Group, "no UTF-8", Expected.BadRequest, run =>
            new Attempt(Encoding.Latin1.GetBytes(ConformanceRun.Text([.. run.Members(), ("x", "\"\u00E9\"")])))),
        Of(Group, "UTF-16", Expected.BadRequest, run => new Attempt(Encoding.Unicode.GetBytes(ConformanceRun.Text(run.Members())))),
    ];

    private static string[] Ids { get; } = ["companyId", "siteId", "idempotencyKey"];

    private static ConformanceCheck Refused(string name, Func<ConformanceRun, string> text) =>
        Of(Group, name, Expected.BadRequest, run => new Attempt(Encoding.UTF8.GetBytes(text(run))));

    private static string With(ConformanceRun run, string name, string json) =>
        ConformanceRun.Text(run.Members().Select(member => member.Name == name ? (name, json) : member));
}
