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
    internal const string OfficialMySql = "MySql.EntityFrameworkCore";

    /// <exception cref="InvalidOperationException">The model has no inbox, or its provider knows no tables.</exception>
    internal static InboxSql Create(DbContext context, IllowEntityFrameworkStoreOptions options)
    {
        var table = new InboxTable(context);
        return (options.Provider ?? context.Database.ProviderName) switch
        {
            PostgreSql => new PostgreSqlInboxSql(table, options.ClockSql, options.Transactional, options.IdleTransactionTimeout),
            Sqlite => new SqliteInboxSql(table, options.ClockSql),
            SqlServer => new SqlServerInboxSql(table, options.ClockSql),
            PomeloMySql or OfficialMySql => new MySqlInboxSql(table, options.ClockSql),
            _ => new InboxSql(table, options.ClockSql),
        };
    }
}
