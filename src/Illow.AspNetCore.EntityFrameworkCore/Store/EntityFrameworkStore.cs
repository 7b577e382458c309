using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Illow.AspNetCore.EntityFrameworkCore.Diagnostics;
using Illow.AspNetCore.EntityFrameworkCore.Model;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// The store over the application's own database. Every leased step has a scope, a context and a connection of its own, so that nothing
/// the handler does with its context can undo it; a transactional delivery is the opposite, on purpose.
/// </summary>
internal abstract class EntityFrameworkStore(
    IServiceScopeFactory scopes, IOptions<IllowEntityFrameworkStoreOptions> options, TimeProvider time, ILoggerFactory loggers)
    : IIllowTransactionalStore
{
    private const int MostCollisions = 4;

    private readonly IllowEntityFrameworkStoreOptions _options = options.Value;
    private readonly ConditionalWeakTable<IModel, InboxSql> _sql = [];
    private readonly ConcurrentDictionary<IllowDigest, bool> _running = [];
    private readonly WriterQueue _writers = new();

    public bool IsTransactional => _options.Transactional;

    internal IllowEntityFrameworkStoreOptions Options => _options;

    internal ILogger Logger { get; } = loggers.CreateLogger(Log.Category);

    internal TimeProvider Time => time;

    public async ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
    {
        var values = new InboxValues
        {
            Scope = request.Scope,
            BodyHash = request.BodyHash,
            Owner = Guid.NewGuid(),
            State = InboxState.Claimed,
            Lasting = request.Lease,
        };
        var answer = await PastCollisionsAsync(
            values, () => StepAsync((inbox, _, token) => inbox.ClaimAsync(values, token), cancellationToken), cancellationToken);
        return answer.Result;
    }

    public async ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        var values = ValuesOf(claim) with { Lasting = lease };
        return await StepAsync((inbox, _, token) => inbox.RenewAsync(values, token), cancellationToken);
    }

    public async ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken)
    {
        var values = ValuesOf(claim) with { Lasting = retention };

        // A second attempt follows a fault that may have hidden the success of the first
        return await StepAsync(
            async (inbox, attempt, token) => await inbox.CompleteAsync(values, token) || (attempt > 1 && await inbox.SealAsync(values, token)),
            cancellationToken);
    }

    public async ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken)
    {
        var values = ValuesOf(claim);
        await StepAsync((inbox, _, token) => inbox.ReleaseAsync(values, token), cancellationToken);
    }

    public async ValueTask<IllowClaimResult> ExecuteAsync(
        IllowClaimRequest request, IServiceProvider requestServices, Func<IllowClaim, Task<bool>> handler, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requestServices);
        ArgumentNullException.ThrowIfNull(handler);
        cancellationToken.ThrowIfCancellationRequested();
        var context = ContextOf(requestServices);
        var delivery = new TransactionalDelivery(this, context, InboxOf(context), request, handler);

        // A copy of what this process is at work on needs no transaction to be told so
        if (!_running.TryAdd(request.Scope, true))
        {
            return await delivery.LookAsync(cancellationToken) ?? IllowClaimResult.InProgress(Inbox.Moment);
        }

        try
        {
            return await delivery.RunAsync(cancellationToken);
        }
        finally
        {
            _running.TryRemove(request.Scope, out _);
        }
    }

    /// <summary>Runs a step with a context of its own and inside its execution strategy. The step is told which attempt it is.</summary>
    internal async Task<T> StepAsync<T>(Func<Inbox, int, CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var scope = scopes.CreateAsyncScope();
        var context = ContextOf(scope.ServiceProvider);
        var inbox = InboxOf(context);
        var attempt = 0;
        return await context.RunAsync(token => step(inbox, ++attempt, token), cancellationToken);
    }

    /// <summary>
    /// Claims again where an insert was refused and the record is there: that it was the key's own violation, the record proves. Where it
    /// is not there, the refusal had another reason and goes on to the caller as it was.
    /// </summary>
    internal async Task<InboxAnswer> PastCollisionsAsync(InboxValues values, Func<Task<InboxAnswer>> claim, CancellationToken cancellationToken)
    {
        for (var collisions = 1; ; collisions++)
        {
            try
            {
                return await claim();
            }
            catch (InsertRefusedException refused)
            {
                if (collisions == MostCollisions || !await StepAsync((inbox, _, token) => inbox.ExistsAsync(values, token), cancellationToken))
                {
                    ExceptionDispatchInfo.Throw(refused.InnerException!);
                }
            }
        }
    }

    /// <exception cref="InvalidOperationException">The model has no inbox, or its provider knows no tables.</exception>
    internal Inbox InboxOf(DbContext context) => new(context, SqlOf(context), _writers, time);

    /// <summary>Lets something look at a context that is like those of requests.</summary>
    internal async Task<T> WithContextAsync<T>(Func<DbContext, Task<T>> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await use(ContextOf(scope.ServiceProvider));
    }

    protected abstract DbContext ContextOf(IServiceProvider services);

    private InboxSql SqlOf(DbContext context)
    {
        // A context may have several models, one for each tenant's schema for example
        if (_sql.TryGetValue(context.Model, out var known))
        {
            return known;
        }

        var created = InboxSqlFactory.Create(context, _options);
        if (_sql.TryAdd(context.Model, created) && !created.HasClock)
        {
            Log.ClockOfHost(Logger, context.Database.ProviderName);
        }

        return created;
    }

    private static InboxValues ValuesOf(IllowClaim claim) => new() { Scope = claim.Scope, Owner = claim.Owner };
}
