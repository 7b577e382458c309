using System.Text;
using Npgsql;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>What an engine's storage holds, in words: for the message of a test that waited in vain.</summary>
internal static class QueueContents
{
    private const string Hangfire = """
        SELECT job.statename, state.reason, COUNT(*), COUNT(jobqueue.id), COUNT(jobqueue.fetchedat)
        FROM hangfire.job LEFT JOIN hangfire.state ON state.id = job.stateid LEFT JOIN hangfire.jobqueue ON jobqueue.jobid = job.id
        WHERE job.statename <> 'Succeeded' GROUP BY 1, 2
        UNION ALL SELECT 'Lock', resource, 1, 0, 0 FROM hangfire.lock ORDER BY 3 DESC LIMIT 20
        """;

    private const string Wolverine = """
        SELECT status, owner_id, attempts, COUNT(*), MIN(execution_time) FROM wolverine.wolverine_incoming_envelopes
        WHERE status <> 'Handled' GROUP BY 1, 2, 3 UNION ALL
        SELECT 'dead letter', 0, 0, COUNT(*), NULL FROM wolverine.wolverine_dead_letters
        """;

    internal static async Task<string> OfAsync(Arena arena)
    {
        await using var connection = new NpgsqlConnection(arena.Settings["Fault:Connection"]);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = arena.Settings["Fault:Queue"] == "Hangfire" ? Hangfire : Wolverine;
        await using var rows = await command.ExecuteReaderAsync();
        var text = new StringBuilder();
        while (await rows.ReadAsync())
        {
            text.AppendLine().AppendJoin(" | ", Enumerable.Range(0, rows.FieldCount).Select(rows.GetValue));
        }

        return text.ToString();
    }
}
