using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Transactions;
using Illow.AspNetCore.EntityFrameworkCore.Diagnostics;
using Illow.AspNetCore.EntityFrameworkCore.Model;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// The store over the application's own database. Every leased step has a scope, a context and a connection of its own, so that nothing
/// the handler does with its context can undo it; a transactional delivery is the opposite, on purpose.
/// </summary>
internal abstract class EntityFrameworkStore(
    IServiceScopeFactory scopes, IOptions<IllowEntityFrameworkStoreOptions> options, TimeProvider time, ILoggerFactory loggers)
    : IIllowTransactionalStore, IHealthCheck
{
    // A step that others keep from being taken is worth some repetitions, which they end in the meantime
    private const int MostRounds = 6;

    // How long a statement for several steps may take before each runs by itself
    private static readonly TimeSpan SharedTimeout = TimeSpan.FromSeconds(5);

    private readonly IllowEntityFrameworkStoreOptions _options = options.Value;
    private readonly ConditionalWeakTable<IModel, InboxSql> _sql = [];
    private readonly ConcurrentDictionary<IllowDigest, bool> _running = [];
    private readonly WriterQueue _writers = new();
    private readonly GroupCommit _groups = new(time);
    private volatile bool _isScoped;
    private int _otherContextReported;

    public bool IsTransactional => _options.Transactional;

    /// <summary>Whether deliveries are recorded here: set where the application's store is asked for and is this one.</summary>
    internal bool IsInUse { get; set; }

    internal abstract string ContextName { get; }

    internal IllowEntityFrameworkStoreOptions Options => _options;

    internal ILogger Logger { get; } = loggers.CreateLogger(Log.Category);

    internal TimeProvider Time => time;

    public async ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var values = new InboxValues
        {
            Scope = request.Scope,
            BodyHash = request.BodyHash,
            Owner = Guid.NewGuid(),
            State = InboxState.Claimed,
            Lasting = request.Lease,
        };
        return (await RunAsync(new InboxStep(InboxStepKind.Claim, values), cancellationToken)).Answer.Result;
    }

    public async ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        await WriteAsync(InboxStepKind.Renew, claim, lease, cancellationToken);

    public async ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) =>
        await WriteAsync(InboxStepKind.Complete, claim, retention, cancellationToken);

    public async ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) =>
        await WriteAsync(InboxStepKind.Release, claim, default, cancellationToken);

    /// <exception cref="InvalidOperationException">
    /// The context of the request's services is not one that handlers share with the store.
    /// </exception>
    public async ValueTask<IllowClaimResult> ExecuteAsync(
        IllowClaimRequest request,
        IServiceProvider requestServices,
        Func<IllowClaim, Task<bool>> handler,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requestServices);
        ArgumentNullException.ThrowIfNull(handler);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_isScoped && await FindSharingProblemAsync(requestServices) is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        var context = ScopedContextOf(requestServices) ?? throw new InvalidOperationException(NotRegistered);
        var delivery = new DeliveryTransaction(this, context, InboxOf(context), request, handler);

        // A copy of what this process is at work on needs no transaction to be told so
        if (!_running.TryAdd(request.Scope, true))
        {
            return await delivery.LookAsync(cancellationToken) ?? IllowClaimResult.InProgress(Inbox.DefaultRetryAfter);
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

    /// <summary>
    /// Unhealthy while the database or its inbox cannot be read. Asked once, without the retries of an execution strategy.
    /// </summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        StoreContext own;
        try
        {
            own = await OpenAsync();
        }
        catch (Exception exception)
        {
            return HealthCheckResult.Healthy(
                $"{ContextName} could not be made outside of a request, so its database was not checked ({exception.GetType().Name}).");
        }

        await using (own)
        {
            var failure = context.Registration.FailureStatus;
            if (IsTransactional && await FindSharingProblemAsync(own.Services) is { } problem)
            {
                return new HealthCheckResult(failure, problem);
            }

            var inbox = InboxOf(own.Context);
            try
            {
                await inbox.ReadAsync(default, cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                return new HealthCheckResult(
                    failure,
                    await inbox.IsReachableAsync(cancellationToken)
                        ? $"The table {inbox.Sql.Table.DisplayName} of the webhook inbox cannot be read: deliveries are answered 503."
                        : "The database of the webhook inbox cannot be reached: deliveries are answered 503.",
                    exception);
            }
        }
    }

    /// <summary>Runs a step with a context of its own and inside its execution strategy.</summary>
    internal async Task<T> StepAsync<T>(Func<Inbox, CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var outside = OutsideOfAmbientTransaction();
        await using var own = await OpenAsync();
        var inbox = InboxOf(own.Context);
        return await PastCollisionsAsync(
            null, () => own.Context.RunAsync(token => step(inbox, token), cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Runs a step again where the database gave it up for the sake of others, and where the insert of a claim was refused and the record
    /// is there: that it was the key's own violation, the record proves. Where it is not there, the refusal had another reason and goes on
    /// to the caller as it was.
    /// </summary>
    internal async Task<T> PastCollisionsAsync<T>(InboxValues? claimed, Func<Task<T>> step, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return await step();
            }
            catch (ContentionException) when (round < MostRounds)
            {
                await PauseAsync(round, cancellationToken);
            }
            catch (ContentionException given)
            {
                ExceptionDispatchInfo.Throw(given.InnerException!);
            }
            catch (InsertRefusedException refused) when (claimed is { } values)
            {
                if (round >= MostRounds || !await StepAsync((inbox, token) => inbox.ExistsAsync(values, token), cancellationToken))
                {
                    ExceptionDispatchInfo.Throw(refused.InnerException!);
                }
            }
        }
    }

    /// <exception cref="InvalidOperationException">The model has no inbox, or its provider knows no tables.</exception>
    internal Inbox InboxOf(DbContext context) => new(context, SqlOf(context), _writers, time);

    /// <summary>
    /// Opens a context that is the store's own, in a scope that the application has prepared. What making it throws comes through.
    /// </summary>
    /// <exception cref="InvalidOperationException">The context is not among the services.</exception>
    internal async ValueTask<StoreContext> OpenAsync()
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            _options.PrepareScope?.Invoke(scope.ServiceProvider);
            var scoped = ScopedContextOf(scope.ServiceProvider);
            var context = scoped ?? NewContextOf(scope.ServiceProvider) ?? throw new InvalidOperationException(NotRegistered);
            return new StoreContext(scope, context, isScopes: scoped is not null);
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// What keeps the store from working at all, in words for whoever sets the application up; null where nothing does. What making the
    /// context throws comes through.
    /// </summary>
    internal async Task<string?> FindProblemAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        _options.PrepareScope?.Invoke(scope.ServiceProvider);
        if (ScopedContextOf(scope.ServiceProvider) is { } scoped)
        {
            return InboxTable.FindProblem(scoped);
        }

        await using var made = NewContextOf(scope.ServiceProvider);
        return made is null ? NotRegistered : InboxTable.FindProblem(made);
    }

    /// <summary>
    /// Why a handler's context would not be the one whose transaction the store commits; null where it is. The context of a factory, or one
    /// that is made anew each time it is asked for, would save outside of the transaction, and nobody would notice.
    /// </summary>
    internal async Task<string?> FindSharingProblemAsync(IServiceProvider services)
    {
        if (ScopedContextOf(services) is not { } context)
        {
            await using var made = NewContextOf(services);
            return made is null ? NotRegistered
                : $"{ContextName} is registered through IDbContextFactory<{ContextName}> only, so a handler saves through a context " +
                  $"whose transaction the store does not have. {Remedy}";
        }

        if (!ReferenceEquals(context, ScopedContextOf(services)))
        {
            return $"{ContextName} is registered with the lifetime Transient, so a handler saves through another {ContextName} than " +
                $"the one whose transaction the store commits. {Remedy}";
        }

        if (await IsOfAllScopesAsync(context))
        {
            return $"{ContextName} is registered with the lifetime Singleton, so deliveries that run at the same time share one " +
                $"{ContextName} and its transaction. {Remedy}";
        }

        // The way in which a service is registered does not change: it is tried once
        _isScoped = true;
        return null;
    }

    /// <summary>Says once that a handler saves through a context that is not the request's.</summary>
    internal void ReportOtherContext()
    {
        if (Interlocked.Exchange(ref _otherContextReported, 1) == 0)
        {
            Log.OtherContext(Logger, ContextName);
        }
    }

    /// <summary>The context that the services' scope holds; null where it is not registered.</summary>
    protected abstract DbContext? ScopedContextOf(IServiceProvider services);

    /// <summary>A context that a factory made, for the caller to dispose of; null where no factory is registered.</summary>
    protected abstract DbContext? NewContextOf(IServiceProvider services);

    private string NotRegistered =>
        $"AddEntityFrameworkStore<{ContextName}>() needs {ContextName} among the services: call AddDbContext<{ContextName}>().";

    private string Remedy =>
        $"With AddEntityFrameworkStore(o => o.Transactional = true), register it as scoped, as AddDbContext<{ContextName}>() and " +
        $"AddDbContextPool<{ContextName}>() do by default.";

    private async Task<bool> WriteAsync(InboxStepKind kind, IllowClaim claim, TimeSpan lasting, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var step = new InboxStep(kind, new InboxValues { Scope = claim.Scope, Owner = claim.Owner, Lasting = lasting });
        return (await RunAsync(step, cancellationToken)).Succeeded;
    }

    /// <summary>Runs a step with a context of its own, together with others where the database gains by it.</summary>
    private Task<InboxStepResult> RunAsync(InboxStep step, CancellationToken cancellationToken) => PastCollisionsAsync(
        step.Values,
        async () =>
        {
            using var outside = OutsideOfAmbientTransaction();
            await using var own = await OpenAsync();
            var inbox = InboxOf(own.Context);
            var shared = new SharedSteps(inbox);
            return shared.FindGroup(step) is { } group
                ? await _groups.RunAsync(group, step, AloneAsync, steps => TogetherAsync(inbox, shared, steps), cancellationToken)
                : await AloneAsync();

            Task<InboxStepResult> AloneAsync() => own.Context.RunAsync(token => step.RunAsync(inbox, token), cancellationToken);
        },
        cancellationToken);

    // Those who wait must not be held up by one with another timeout, nor given up with it
    private async Task<InboxStepResult?[]> TogetherAsync(Inbox inbox, SharedSteps shared, IReadOnlyList<InboxStep> steps)
    {
        // A single writer waits for its turn as long as a command may take
        if (inbox.Sql.HasSingleWriter)
        {
            return await shared.RunAsync(steps, CancellationToken.None);
        }

        using var timeout = new CancellationTokenSource(SharedTimeout, time);
        return await shared.RunAsync(steps, timeout.Token);
    }

    // A transaction around a request would take the claim, and those written with it, along when it is rolled back
    private static TransactionScope? OutsideOfAmbientTransaction() => Transaction.Current is null
        ? null
        : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);

    // Longer each time, and not the same for those who met
    private Task PauseAsync(int round, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(5, 15 << round)), time, cancellationToken);

    private async Task<bool> IsOfAllScopesAsync(DbContext context)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            _options.PrepareScope?.Invoke(scope.ServiceProvider);
            return ReferenceEquals(context, ScopedContextOf(scope.ServiceProvider));
        }
        catch (Exception)
        {
            // It can be made within a request only, so there is one for each
            return false;
        }
    }

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
}
