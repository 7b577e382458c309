using System.Runtime.CompilerServices;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>The keys that are pressed at this terminal.</summary>
internal static class Keyboard
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Console.ReadKey cannot be cancelled, so it is called only when there is a key
    internal static async IAsyncEnumerable<char> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            while (Console.KeyAvailable)
            {
                yield return Console.ReadKey(intercept: true).KeyChar;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
