using Npgsql;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>How often each event took effect: lines of the shared file, or rows of the application's table.</summary>
internal static class EffectCount
{
    internal static async Task<Dictionary<string, int>> OfAsync(Arena arena, string store)
    {
        if (store != "PostgresTransactional")
        {
            return arena.EffectsInFile();
        }

        var counts = new Dictionary<string, int>();
        await using var connection = new NpgsqlConnection(arena.Settings["Fault:Connection"]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""SELECT "Key", COUNT(*) FROM "Effects" GROUP BY "Key" """, connection);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            counts.Add(rows.GetString(0), (int)rows.GetInt64(1));
        }

        return counts;
    }
}
