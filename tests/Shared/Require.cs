namespace Illow.AspNetCore.Tests;

/// <summary>What a test needs from outside: absent, the test is skipped, or fails where everything must run.</summary>
internal static class Require
{
    /// <summary>The folder of that name under the environment variable ILLOW_VECTORS.</summary>
    internal static string Vectors(string sub)
    {
        var root = Environment.GetEnvironmentVariable("ILLOW_VECTORS");
        if (!string.IsNullOrEmpty(root) && Directory.Exists(Path.Combine(root, sub)))
        {
            return Path.Combine(root, sub);
        }

        return Absent($"no test vectors: ILLOW_VECTORS names no folder that holds {sub}");
    }

    /// <summary>The full path of a program on the PATH, or in other folders where it is often found.</summary>
    internal static string Program(string name, params IEnumerable<string> otherFolders)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var folder in folders.Concat(otherFolders))
        {
            var path = Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return Absent($"{name} is not on the PATH");
    }

    private static string Absent(string reason)
    {
        if (Environment.GetEnvironmentVariable("ILLOW_REQUIRE_ALL") == "1")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
        throw new InvalidOperationException(reason);
    }
}
