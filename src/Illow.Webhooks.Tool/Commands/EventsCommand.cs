using System.CommandLine;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Lists the events that are known, or writes the sample metadata of one, to edit and to send with --data.</summary>
internal static class EventsCommand
{
    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var name = new Argument<string?>("event")
        {
            Description = "The event whose sample metadata to write",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.CompletionSources.Add([.. SampleEvents.Names]);
        var command = new Command("events", "Lists the events that are known, or writes the sample metadata of one") { name };
        command.SetAction(result =>
        {
            if (result.GetValue(name) is { } eventName)
            {
                WriteSample(host, eventName);
            }
            else if (result.GetValue(json))
            {
                JsonOutput.Write(host.Output, SampleEvents.Names);
            }
            else
            {
                foreach (var known in SampleEvents.Names)
                {
                    host.Output.WriteLine(known);
                }
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteSample(ToolHost host, string eventName)
    {
        if (!SampleEvents.Names.Contains(eventName, StringComparer.Ordinal))
        {
            var suggestion = Suggestion.For(eventName, SampleEvents.Names);
            throw new ToolException(
                $"there is no sample of {Printable.Of(eventName)}.{suggestion} `send` takes any event, with --data for its metadata");
        }

        JsonOutput.Write(host.Output, MetadataText.Build(SampleEvents.MetadataOf(eventName, eventName), []));
    }
}
