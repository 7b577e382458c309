namespace Illow.AspNetCore.Tests.Docs;

/// <summary>The SDK and the configuration that this test run was built with.</summary>
internal static class Dotnet
{
    internal static string Path { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

#if DEBUG
    internal const string Configuration = "Debug";
#else
    internal const string Configuration = "Release";
#endif
}
