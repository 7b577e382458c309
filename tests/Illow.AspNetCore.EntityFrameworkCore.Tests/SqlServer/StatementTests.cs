using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.SqlServer;

/// <summary>Every statement for SQL Server, and the script of its table, as Microsoft's own parser of T-SQL reads them.</summary>
public sealed class StatementTests
{
    public static TheoryData<string> Names => [.. Statements().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Statement_ForSqlServer_Parses(string name)
    {
        var statement = Statements()[name];

        Assert.Equal([], ErrorsOf(statement));
    }

    [Fact]
    public void Parser_WhatIsNoStatement_FindsIt() => Assert.NotEmpty(ErrorsOf("DELETE TOP 5 FROM x WITH READPAST LIMIT 3"));

    [Fact]
    public void CreateScript_OfTheTable_Parses()
    {
        using var context = NewContext();
        var script = context.Database.GenerateCreateScript();

        Assert.Contains("CREATE TABLE [IllowWebhookInbox]", script, StringComparison.Ordinal);
        Assert.Contains("[Scope] binary(32)", script, StringComparison.Ordinal);
        Assert.Equal([], ErrorsOf(script));
    }

    [Fact]
    public void DeleteBatch_ForSqlServer_TakesABatchAndPassesLockedRecordsBy()
    {
        var delete = Statements()["delete batch"];

        Assert.Contains("TOP (1000)", delete, StringComparison.Ordinal);
        Assert.Contains("READPAST", delete, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Statements()
    {
        using var context = NewContext();
        var sql = InboxSqlFactory.Create(context, new IllowEntityFrameworkStoreOptions());
        return new()
        {
            ["insert and read"] = sql.InsertAndRead!.Text,
            ["read"] = sql.Read.Text,
            ["take over"] = sql.TakeOver.Text,
            ["insert"] = sql.Insert.Text,
            ["renew"] = sql.Renew.Text,
            ["complete"] = sql.Complete.Text,
            ["release"] = sql.Release.Text,
            ["seal"] = sql.Seal.Text,
            ["delete expired"] = sql.DeleteExpired.Text,
            ["delete batch"] = sql.DeleteBatch(1000)!.Text,
        };
    }

    private static List<string> ErrorsOf(string script)
    {
        using var reader = new StringReader(script);
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        return [.. errors.Select(error => $"{error.Line}:{error.Column} {error.Message}")];
    }

    private static AppDb NewContext() => new(new DbContextOptionsBuilder<AppDb>().UseSqlServer("Server=nowhere").Options);
}
