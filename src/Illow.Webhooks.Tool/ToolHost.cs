using System.CommandLine;
using System.CommandLine.Invocation;
using System.Security.Cryptography;
using Illow.Webhooks.Tool.Commands;
using Illow.Webhooks.Tool.Rendering;
using Spectre.Console;

namespace Illow.Webhooks.Tool;

/// <summary>What a command runs in: streams, terminal, folder, clock. Tests bring their own.</summary>
internal sealed class ToolHost
{
    internal required Stream Input { get; init; }

    internal required TextWriter Output { get; init; }

    internal required TextWriter Error { get; init; }

    /// <summary>Whether the output is redirected, or colours are not wanted.</summary>
    internal bool Plain { get; init; } = true;

    /// <summary>Whether a progress bar may be drawn on the error stream.</summary>
    internal bool Interactive { get; init; }

    /// <summary>The keys that are pressed while a command runs; null without a keyboard.</summary>
    internal IAsyncEnumerable<char>? KeyPresses { get; init; }

    /// <summary>Where the project's settings are looked for.</summary>
    internal string Folder { get; init; } = Directory.GetCurrentDirectory();

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    internal IAnsiConsole Console => field ??= ToolConsole.Create(Output, Plain);

    internal ProjectSettings Project => field ??= FindProject();

    internal static ToolHost OfThisProcess() => new()
    {
        Input = System.Console.OpenStandardInput(),
        Output = System.Console.Out,
        Error = System.Console.Error,
        Plain = System.Console.IsOutputRedirected || ToolConsole.ColoursAreUnwanted,
        Interactive = !System.Console.IsErrorRedirected && !ToolConsole.ColoursAreUnwanted,
        KeyPresses = System.Console.IsInputRedirected || System.Console.IsErrorRedirected ? null : Keyboard.ReadAsync(),
    };

    internal async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken = default)
    {
        // "@FILE" is an option's to read: expanded by the parser, a file could bring options of its own
        var result = RootCommandFactory.Create(this).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var errors = new ErrorOutput(Error, args.Contains("--json", StringComparer.Ordinal));
        if (result.Action is ParseErrorAction)
        {
            errors.WriteUsage(result);
            return ExitCode.Usage;
        }

        var configuration = new InvocationConfiguration { Output = Output, Error = Error, EnableDefaultExceptionHandler = false };
        try
        {
            return await result.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Cancelled;
        }
        catch (Exception exception)
            when (exception is ToolException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            errors.Write([exception.Message]);
            return ExitCode.Usage;
        }
    }

    private ProjectSettings FindProject()
    {
        var project = ProjectSettings.Find(Folder);
        project.OnUse = file => Error.WriteLine($"using {Path.GetRelativePath(Folder, file)}");
        return project;
    }
}
