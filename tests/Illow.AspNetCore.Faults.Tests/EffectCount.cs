using System.Data.Common;
using MySql.Data.MySqlClient;
using Npgsql;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>How often each event took effect: lines of the shared file, or rows of the application's table.</summary>
internal static class EffectCount
{
    internal static async Task<Dictionary<string, int>> OfAsync(Arena arena, string store)
    {
        if (!store.EndsWith("Transactional", StringComparison.Ordinal))
        {
            return arena.EffectsInFile();
        }

        var counts = new Dictionary<string, int>();
        await using DbConnection connection = store == "PostgresTransactional"
            ? new NpgsqlConnection(arena.Settings["Fault:Connection"])
            : new MySqlConnection(arena.Settings["Fault:Connection"]);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """SELECT "Key", COUNT(*) FROM "Effects" GROUP BY "Key" """;
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            counts.Add(rows.GetString(0), (int)rows.GetInt64(1));
        }

        return counts;
    }
}
