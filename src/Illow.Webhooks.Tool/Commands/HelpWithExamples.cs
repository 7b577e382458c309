using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>The usual help, then lines to copy.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["keygen"] = ["illow-webhooks keygen --out illow-test"],
        ["send"] =
        [
            "illow-webhooks send dsr.created --url http://localhost:5080/webhooks/illow --key illow-test.private.pem",
            "illow-webhooks send dsr.created --url … --key … --set legislation=LGPD --set extra:='{\"a\":1}'",
            "illow-webhooks send dsr.created --url … --key … --count 1000 --concurrency 16",
            "illow-webhooks send dsr.created --url … --key … --print curl",
        ],
        ["events"] = ["illow-webhooks events", "illow-webhooks events dsr.created > dsr.json"],
        ["sign"] = ["illow-webhooks sign --body delivery.json --key illow-test.private.pem"],
        ["verify"] = ["illow-webhooks verify --body delivery.json --signature \"$SIGNATURE\" --key illow.pem"],
        ["doctor"] =
        [
            "illow-webhooks doctor --body delivery.json --signature \"$SIGNATURE\" --key illow.pem",
            "illow-webhooks doctor --url https://example.org/webhooks/illow",
            "illow-webhooks doctor --settings appsettings.json",
        ],
        ["replay"] =
        [
            "illow-webhooks replay illow-recordings --url http://localhost:5080/webhooks/illow",
            "illow-webhooks replay 'illow-recordings/20260115*.http' --url …",
        ],
        ["listen"] = ["illow-webhooks listen --port 5081 --forward-to http://localhost:5080 --key illow.pem"],
    };

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (Examples.TryGetValue(parseResult.CommandResult.Command.Name, out var examples))
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        output.WriteLine("Exit codes: 0 done, 1 the answer is no, 2 usage error, 3 no answer from the endpoint, 130 cancelled.");
        return code;
    }
}
