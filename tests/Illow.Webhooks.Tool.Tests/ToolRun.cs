using System.Text.Json;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>One run of the tool in this process, with everything that it wrote.</summary>
internal sealed record ToolRun(int Code, string Output, string Error)
{
    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;

    internal JsonElement ErrorJson => JsonDocument.Parse(Error).RootElement;

    internal static async Task<ToolRun> OfAsync(params string[] args) => await OfAsync([], args);

    /// <summary>A run in a folder, whose project settings count.</summary>
    internal static Task<ToolRun> InAsync(string folder, params string[] args) => RunAsync(folder, [], args, CancellationToken.None);

    internal static Task<ToolRun> OfAsync(byte[] input, string[] args, CancellationToken cancellationToken = default) =>
        RunAsync(Path.GetTempPath(), input, args, cancellationToken);

    private static async Task<ToolRun> RunAsync(string folder, byte[] input, string[] args, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = new ToolHost { Input = new MemoryStream(input), Output = output, Error = error, Folder = folder };
        var code = await host.RunAsync(args, cancellationToken);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    internal ToolRun Ends(int code)
    {
        Assert.True(Code == code, $"ended with {Code}, not {code}:\n{Output}\n{Error}");
        return this;
    }
}
