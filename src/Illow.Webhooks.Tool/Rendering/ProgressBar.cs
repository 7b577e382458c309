using Spectre.Console;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>
/// A bar on the error stream while work goes on, where somebody looks at a terminal and there is more than one thing to wait for.
/// </summary>
internal static class ProgressBar
{
    internal static async Task<T> WhileAsync<T>(ToolHost host, int count, Func<Action, Task<T>> work)
    {
        if (!host.Interactive || count < 2)
        {
            return await work(() => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(host.Error) });
        return await console.Progress().AutoClear(true).StartAsync(context =>
        {
            var task = context.AddTask("sending", maxValue: count);
            return work(() => task.Increment(1));
        });
    }
}
