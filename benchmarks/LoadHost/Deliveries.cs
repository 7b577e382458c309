using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>Writes what wrk sends: one delivery again and again, or another one each time.</summary>
internal static class Deliveries
{
    private const string Head = "wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/json\"\n";

    internal static void Prepare(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        using var key = RSA.Create(2048);
        File.WriteAllText(Path.Combine(folder, "public.pem"), key.ExportSubjectPublicKeyInfoPem());
        foreach (var (name, padding) in new[] { ("one", 0), ("4k", 4_000), ("64k", 64_000), ("1m", 1_000_000) })
        {
            var body = SignedBodies.Envelope("key-1", padding);
            WriteScript(folder, name, body, SignedBodies.Sign(key, body));
        }

        var forged = SignedBodies.Envelope("key-1");
        WriteScript(folder, "forged", forged, SignedBodies.Forge(key));
        WriteScript(folder, "unsigned", forged, null);
        WriteScript(folder, "malformed", forged, "no base64!");
        WriteUnique(folder, key, count);
    }

    private static void WriteScript(string folder, string name, byte[] body, string? signature)
    {
        var header = signature is null ? "" : $"wrk.headers[\"illow-signature\"] = \"{signature}\"\n";
        File.WriteAllText(Path.Combine(folder, name + ".lua"), $"{Head}{header}wrk.body = [==[{Encoding.UTF8.GetString(body)}]==]\n");
    }

    // Signing takes longer than verifying: the bodies are made once, and each wrk goes on where a file says the last one stopped
    private static void WriteUnique(string folder, RSA key, int count)
    {
        var lines = new string[count];
        var parameters = key.ExportParameters(true);
        Parallel.For(0, count, () => RSA.Create(parameters), (i, _, own) =>
        {
            var body = SignedBodies.Envelope("unique-" + i.ToString("D7", CultureInfo.InvariantCulture));
            lines[i] = SignedBodies.Sign(own, body) + "\t" + Encoding.UTF8.GetString(body);
            return own;
        }, own => own.Dispose());
        File.WriteAllLines(Path.Combine(folder, "unique.tsv"), lines);
        WriteUniqueScript(folder, "unique", "");

        // For libraries that take the key from a header
        WriteUniqueScript(folder, "unique-key", """wrk.headers["Idempotency-Key"] = line:match('"idempotencyKey":"([^"]*)"')""");
    }

    private static void WriteUniqueScript(string folder, string name, string more) => File.WriteAllText(
        Path.Combine(folder, name + ".lua"),
        $$"""
        {{Head}}
        local position = tonumber(os.getenv("LOAD_SKIP") or "0")
        local file = io.open("{{folder}}/unique.tsv")
        for _ = 1, position do file:read("*l") end
        request = function()
          local line = file:read("*l")
          if not line then error("no more deliveries") end
          local tab = line:find("\t", 1, true)
          wrk.headers["illow-signature"] = line:sub(1, tab - 1)
          {{more}}
          return wrk.format(nil, nil, nil, line:sub(tab + 1))
        end
        """);
}
