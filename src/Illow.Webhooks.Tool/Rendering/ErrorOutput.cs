using System.CommandLine;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>What ends a command before it has done anything: short, on the error stream, as JSON where that is asked for.</summary>
internal sealed class ErrorOutput(TextWriter error, bool json)
{
    private const int LongestWord = 40;

    internal void Write(IReadOnlyList<string> messages)
    {
        if (json)
        {
            JsonOutput.Write(error, new { errors = messages });
            return;
        }

        foreach (var message in messages)
        {
            error.WriteLine("error: " + message);
        }
    }

    internal void WriteUsage(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var names = command.Subcommands.Select(sub => sub.Name).ToList();
        var unknown = names.Count > 0 && result.UnmatchedTokens.Count > 0 ? result.UnmatchedTokens[0] : null;
        Write(unknown is null
            ? [.. result.Errors.Select(problem => Shorten(problem.Message, result)).Distinct(StringComparer.Ordinal)]
            : [$"There is no command {Printable.Of(unknown, LongestWord)}.{Suggestion.For(unknown, names)}"]);
        if (!json)
        {
            error.WriteLine($"`illow-webhooks{(command is RootCommand ? "" : " " + command.Name)} --help` shows the usage");
        }
    }

    // The parser repeats what it was given, which may be a signature or a key where quotation marks were forgotten
    private static string Shorten(string message, ParseResult result)
    {
        var words = result.Tokens.Select(token => token.Value).Concat(result.UnmatchedTokens);
        foreach (var word in words.Where(word => word.Length > LongestWord))
        {
            message = message.Replace(word, word[..8] + "…", StringComparison.Ordinal);
        }

        return Printable.Of(message);
    }
}
