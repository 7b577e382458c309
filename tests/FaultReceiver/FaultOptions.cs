namespace Illow.AspNetCore.FaultReceiver;

internal sealed class FaultOptions
{
    /// <summary>Memory, Redis, Sqlite, Postgres, PostgresTransactional, MariaDb or MariaDbTransactional.</summary>
    public string Store { get; set; } = "Memory";

    public string Connection { get; set; } = "";

    /// <summary>The file that every step at the store is appended to.</summary>
    public string History { get; set; } = "";

    /// <summary>The file that effects are appended to, where they are not rows of the database.</summary>
    public string Effects { get; set; } = "";

    /// <summary>Where a kill leaves its mark, so that the retry lives.</summary>
    public string Marks { get; set; } = "";

    public TimeSpan Slow { get; set; }

    /// <summary>Wolverine or Hangfire, over the store's PostgreSQL; empty for handlers that run in the request.</summary>
    public string Queue { get; set; } = "";
}
