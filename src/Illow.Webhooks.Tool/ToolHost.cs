using System.CommandLine;
using System.Security.Cryptography;
using Illow.Webhooks.Tool.Commands;
using Illow.Webhooks.Tool.Rendering;
using Spectre.Console;

namespace Illow.Webhooks.Tool;

/// <summary>What a command runs in: streams, terminal, clock. Tests bring their own.</summary>
internal sealed class ToolHost
{
    internal required Stream Input { get; init; }

    internal required TextWriter Output { get; init; }

    internal required TextWriter Error { get; init; }

    /// <summary>Whether the output is no terminal, or colours are not wanted.</summary>
    internal bool Plain { get; init; } = true;

    /// <summary>Whether a progress bar may be drawn on the error stream.</summary>
    internal bool Interactive { get; init; }

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    internal IAnsiConsole Console => field ??= ToolConsole.Create(Output, Plain);

    internal static ToolHost OfThisProcess() => new()
    {
        Input = System.Console.OpenStandardInput(),
        Output = System.Console.Out,
        Error = System.Console.Error,
        Plain = System.Console.IsOutputRedirected || ToolConsole.ColoursAreUnwanted,
        Interactive = !System.Console.IsErrorRedirected && !ToolConsole.ColoursAreUnwanted,
    };

    internal async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken = default)
    {
        var result = RootCommandFactory.Create(this).Parse(args);
        var configuration = new InvocationConfiguration { Output = Output, Error = Error, EnableDefaultExceptionHandler = false };
        try
        {
            var code = await result.InvokeAsync(configuration, cancellationToken);
            return result.Errors.Count > 0 && code != ExitCode.Success ? ExitCode.Usage : code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Cancelled;
        }
        catch (Exception exception) when (exception is ToolException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            await Error.WriteLineAsync("error: " + exception.Message);
            return ExitCode.Usage;
        }
    }
}
