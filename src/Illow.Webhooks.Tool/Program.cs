namespace Illow.Webhooks.Tool;

internal static class Program
{
    internal static Task<int> Main(string[] args) => ToolHost.OfThisProcess().RunAsync(args);
}
