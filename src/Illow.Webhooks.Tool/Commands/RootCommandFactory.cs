using System.CommandLine;
using System.CommandLine.Help;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Puts the commands together.</summary>
internal static class RootCommandFactory
{
    internal static RootCommand Create(ToolHost host)
    {
        var json = new Option<bool>("--json") { Description = "Write one JSON document instead of text", Recursive = true };
        var root = new RootCommand("Sends, signs, verifies, records and diagnoses illow webhooks.")
        {
            json,
            KeygenCommand.Create(host, json),
            SendCommand.Create(host, json),
            EventsCommand.Create(host, json),
            SignCommand.Create(host, json),
            VerifyCommand.Create(host, json),
            DoctorCommand.Create(host, json),
            ReplayCommand.Create(host, json),
            ListenCommand.Create(host, json),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }

        return root;
    }
}
