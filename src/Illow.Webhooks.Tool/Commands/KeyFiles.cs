using Illow.Webhooks.Tool.Doctor;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Reads the public keys that the command line names.</summary>
internal static class KeyFiles
{
    /// <summary>Reads each key, and says what a file is that holds none.</summary>
    internal static async Task<List<IllowPublicKey>> ReadAsync(
        ToolHost host,
        IEnumerable<string> paths,
        List<Finding> findings,
        CancellationToken cancellationToken)
    {
        var keys = new List<IllowPublicKey>();
        foreach (var path in paths)
        {
            var content = await InputFile.ReadAsync(host, path, cancellationToken);
            if (KeyReader.Read(content, $"key {Printable.Of(Path.GetFileName(path))}", findings) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    /// <summary>Reads keys that have to be good.</summary>
    /// <exception cref="ToolException">One of them is not.</exception>
    internal static async Task<List<IllowPublicKey>> ReadAllAsync(
        ToolHost host,
        IEnumerable<string> paths,
        CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var keys = await ReadAsync(host, paths, findings, cancellationToken);
        return findings.FirstOrDefault(finding => finding.Severity == Severity.Problem) is { } problem
            ? throw new ToolException($"{problem.Subject}: {problem.Text}")
            : keys;
    }
}
