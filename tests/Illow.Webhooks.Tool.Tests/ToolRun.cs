using System.Text.Json;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>One run of the tool in this process, with everything that it wrote.</summary>
internal sealed record ToolRun(int Code, string Output, string Error)
{
    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;

    internal static async Task<ToolRun> OfAsync(params string[] args) => await OfAsync([], args);

    internal static async Task<ToolRun> OfAsync(byte[] input, string[] args, CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new ToolHost { Input = new MemoryStream(input), Output = output, Error = error }.RunAsync(args, cancellationToken);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    internal ToolRun Ends(int code)
    {
        Assert.True(Code == code, $"ended with {Code}, not {code}:\n{Output}\n{Error}");
        return this;
    }
}
