using System.Security.Cryptography;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>One test's key, files and store: what its receivers share.</summary>
internal sealed class Arena : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("illow-faults-").FullName;
    private readonly RSA _key = RSA.Create(2048);

    internal Arena(string store, string connection, TimeSpan lease, TimeSpan slow = default)
    {
        Directory.CreateDirectory(Marks);
        Settings = new Dictionary<string, string>
        {
            ["Illow:PublicKey"] = _key.ExportSubjectPublicKeyInfoPem(),
            ["Illow:Idempotency:Lease"] = lease.ToString("c"),
            ["Fault:Store"] = store,
            ["Fault:Connection"] = connection.Replace("{folder}", _folder, StringComparison.Ordinal),
            ["Fault:History"] = History,
            ["Fault:Effects"] = EffectsFile,
            ["Fault:Marks"] = Marks,
            ["Fault:Slow"] = slow.ToString("c"),
        };
    }

    internal Dictionary<string, string> Settings { get; }

    private string History => Path.Combine(_folder, "history");

    private string EffectsFile => Path.Combine(_folder, "effects");

    private string Marks => Path.Combine(_folder, "marks");

    /// <summary>The same arena for handlers that run from a queue.</summary>
    internal Arena Queued(string engine)
    {
        Settings["Fault:Queue"] = engine;
        return this;
    }

    internal Event NewEvent(string key) => new(key, _key);

    /// <summary>How often each event's effect happened, where effects are lines of a file.</summary>
    internal Dictionary<string, int> EffectsInFile() =>
        File.ReadAllLines(EffectsFile).GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());

    internal StoreHistory ReadHistory() => StoreHistory.Read(History);

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
