namespace Illow.Webhooks.Tool;

/// <summary>What scripts can rely on: docs/tool.md.</summary>
internal static class ExitCode
{
    internal const int Success = 0;

    /// <summary>It worked, and the answer is no: not verified, not accepted, something found.</summary>
    internal const int Negative = 1;

    /// <summary>The command line or a file that it names is of no use.</summary>
    internal const int Usage = 2;

    /// <summary>The endpoint gave no answer.</summary>
    internal const int Unreachable = 3;

    /// <summary>Ended by Ctrl+C, as shells count it.</summary>
    internal const int Cancelled = 130;
}
