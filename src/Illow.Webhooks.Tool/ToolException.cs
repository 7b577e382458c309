namespace Illow.Webhooks.Tool;

/// <summary>Ends a command with one sentence on the error stream and <see cref="ExitCode.Usage"/>.</summary>
internal sealed class ToolException(string message) : Exception(message);
