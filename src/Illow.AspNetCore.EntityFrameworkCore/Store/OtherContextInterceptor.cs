using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// Sees what a handler of a transactional delivery writes through a context that is not the request's. Where the database has a single
/// writer, the delivery's transaction is that writer and such a write would wait for its own handler: it is refused at once.
/// </summary>
internal sealed class OtherContextInterceptor : DbCommandInterceptor, IDbTransactionInterceptor, ISaveChangesInterceptor
{
    private static readonly OtherContextInterceptor Instance = new();

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Check(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Check(command, eventData);
        return new(result);
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Check(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Check(command, eventData);
        return new(result);
    }

    public InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        Check(eventData.Context, connection);
        return result;
    }

    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        Check(eventData.Context, connection);
        return new(result);
    }

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Check(eventData);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Check(eventData);
        return new(result);
    }

    // Before Entity Framework Core puts an exception of its own around what a command throws
    private static void Check(DbContextEventData eventData)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        if (DeliveryTransaction.Current is { } delivery && eventData.Context is { } context && !ReferenceEquals(context, delivery.Context)
            && context.Database.IsRelational() && context.ChangeTracker.HasChanges())
        {
            Check(context, context.Database.GetDbConnection());
        }
    }

    // What a query reads waits for nobody; a statement of the application's own is taken for a write unless it begins as a query does
    private static void Check(DbCommand command, CommandEventData eventData)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(eventData);
        var writes = eventData.CommandSource switch
        {
            CommandSource.SaveChanges or CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete => true,
            CommandSource.ExecuteSqlRaw => !StartsAsQuery(command.CommandText),
            _ => false,
        };
        if (writes)
        {
            Check(eventData.Context, command.Connection);
        }
    }

    private static bool StartsAsQuery(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        return text.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("PRAGMA", StringComparison.OrdinalIgnoreCase);
    }

    private static void Check(DbContext? other, DbConnection? connection)
    {
        if (other is null
            || connection is null
            || DeliveryTransaction.Current is not { } delivery
            || ReferenceEquals(other, delivery.Context))
        {
            return;
        }

        var own = delivery.Context.Database.GetDbConnection();
        if (ReferenceEquals(own, connection) || own.GetType() != connection.GetType() || own.DataSource != connection.DataSource)
        {
            return;
        }

        if (delivery.HasSingleWriter)
        {
            var name = delivery.Context.GetType().Name;
            throw new InvalidOperationException(
                $"The handler writes to {delivery.Context.Database.ProviderName} through a {other.GetType().Name} that is not the " +
                "request's, from a scope " +
                "or a factory of its own. The transaction of its delivery is the only writer that this database has, so the write " +
                "would wait for the " +
                $"handler itself. Save through the request's {name}, or leave AddEntityFrameworkStore(o => o.Transactional = true) off.");
        }

        if (other.GetType() == delivery.Context.GetType())
        {
            delivery.Store.ReportOtherContext();
        }
    }

    /// <summary>Adds the interceptors to every context that the application's services make, where deliveries are transactional.</summary>
    internal sealed class Configuration<TContext> : IDbContextOptionsConfiguration<TContext>
        where TContext : DbContext
    {
        public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder)
        {
            if (serviceProvider.GetRequiredService<IOptions<IllowEntityFrameworkStoreOptions>>().Value.Transactional)
            {
                optionsBuilder.AddInterceptors(Instance, PreparingInterceptor.Instance);
            }
        }
    }
}
