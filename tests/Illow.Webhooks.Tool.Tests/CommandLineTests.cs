namespace Illow.Webhooks.Tool.Tests;

/// <summary>Help, completion, usage.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("keygen")]
    [InlineData("send")]
    [InlineData("sign")]
    [InlineData("verify")]
    [InlineData("doctor")]
    [InlineData("replay")]
    [InlineData("listen")]
    public async Task Help_EachCommand_ShowsExamplesAndExitCodes(string command)
    {
        var run = (await ToolRun.OfAsync(command, "--help")).Ends(0);

        Assert.Contains("Examples:" + Environment.NewLine + "  illow-webhooks " + command, run.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 done", run.Output, StringComparison.Ordinal);
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_Root_ListsTheCommands() =>
        Assert.Contains("doctor", (await ToolRun.OfAsync("--help")).Ends(0).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Completion_BeginningOfACommand_IsSuggested()
    {
        Assert.Equal("send", (await ToolRun.OfAsync("[suggest:2]", "se")).Ends(0).Output.Trim());
        Assert.Contains("dsr.created", (await ToolRun.OfAsync("[suggest:8]", "send dsr")).Ends(0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sned")]
    [InlineData("send")]
    [InlineData("sign", "--body", "x")]
    [InlineData("listen", "--port", "70000")]
    public async Task Usage_Wrong_EndsWithTwoAndSaysWhy(params string[] args) => Assert.NotEmpty((await ToolRun.OfAsync(args)).Ends(2).Error);
}
