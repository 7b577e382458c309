using System.Diagnostics;

namespace Illow.AspNetCore.FaultReceiver;

/// <summary>Kills this process as kill -9 does, once for each event that asks for it.</summary>
internal sealed class KillSwitch(FaultOptions options, IHttpContextAccessor accessor)
{
    // The store does not see the key, only its hash: the request remembers it
    internal static object ItemsKey { get; } = new();

    /// <summary>Whether what goes on is a run from the queue.</summary>
    internal bool IsRun => accessor.HttpContext?.Connection.Id == "illow-queue";

    internal void At(KillPoint point) => At(point, accessor.HttpContext?.Items[ItemsKey] as string ?? "");

    internal void At(KillPoint point, string key)
    {
        if (!key.StartsWith($"kill-{point}-", StringComparison.Ordinal))
        {
            return;
        }

        var mark = Path.Combine(options.Marks, key);
        if (!File.Exists(mark))
        {
            File.WriteAllText(mark, "");
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
