using Illow.AspNetCore.EntityFrameworkCore.Model;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>Knows which provider speaks what.</summary>
internal static class InboxSqlFactory
{
    internal const string PostgreSql = "Npgsql.EntityFrameworkCore.PostgreSQL";
    internal const string Sqlite = "Microsoft.EntityFrameworkCore.Sqlite";
    internal const string SqlServer = "Microsoft.EntityFrameworkCore.SqlServer";
    internal const string PomeloMySql = "Pomelo.EntityFrameworkCore.MySql";
    internal const string OracleMySql = "MySql.EntityFrameworkCore";

    /// <exception cref="InvalidOperationException">The model has no inbox, or its provider knows no tables.</exception>
    internal static InboxSql Create(DbContext context, IllowEntityFrameworkStoreOptions options)
    {
        var table = new InboxTable(context);
        var provider = options.Provider ?? context.Database.ProviderName;
        var clock = options.ClockSql ?? KnownClock(provider);
        return provider switch
        {
            PostgreSql => new PostgreSqlInboxSql(table, clock!, options.Transactional, options.IdleTransactionTimeout),
            Sqlite => new SqliteInboxSql(table, clock!),
            SqlServer => new SqlServerInboxSql(table, clock!),
            PomeloMySql or OracleMySql => new MySqlInboxSql(table, clock!),
            _ => new InboxSql(table, clock),
        };
    }

    private static string? KnownClock(string? provider) => provider switch
    {
        PostgreSql => PostgreSqlInboxSql.KnownClock,
        Sqlite => SqliteInboxSql.KnownClock,
        SqlServer => SqlServerInboxSql.KnownClock,
        PomeloMySql or OracleMySql => MySqlInboxSql.KnownClock,
        _ => null,
    };
}
