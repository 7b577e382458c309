using System.Runtime.ExceptionServices;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Idempotency.InMemory;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Queueing;

namespace Illow.AspNetCore.Idempotency;

/// <summary>
/// Step 6 of a delivery, and the whole of a run from the queue: claim the event, run its endpoint, record it on 2xx and release it
/// otherwise. No 2xx leaves before its record is written. Thread-safe.
/// </summary>
internal sealed class DeliveryHandling(
    IdempotencyStoreProvider stores,
    DeliveryEnqueuer enqueuer,
    WebhookProblemWriter problems,
    WebhookTelemetry telemetry,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private static readonly TimeSpan ClaimTimeout = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private readonly LeaseRenewal _renewal = new(stores.Store, time, loggers.CreateLogger(Log.Category));
    private readonly IIllowIdempotencyStore _store = stores.Store;

    /// <param name="context">The request.</param>
    /// <param name="delivery">What was verified.</param>
    /// <param name="settings">Whether and how its event is claimed.</param>
    /// <param name="endpoint">The rest of the pipeline, which runs the endpoint.</param>
    /// <param name="isFromQueue">The delivery has been in the queue: its run has its own claim.</param>
    /// <returns>The outcome, for logs and metrics.</returns>
    internal async ValueTask<string> HandleAsync(
        HttpContext context, VerifiedDelivery delivery, WebhookSettings settings, RequestDelegate endpoint, bool isFromQueue = false)
    {
        var options = settings.Options.Idempotency;
        var isQueued = !isFromQueue && settings.IsQueued(delivery.Declaration);
        if (!options.Enabled || !delivery.Declaration.Idempotent)
        {
            return isQueued ? await enqueuer.EnqueueAsync(context, delivery) : await RunHandlerAsync(context, delivery, endpoint);
        }

        var application = options.Scope ?? string.Empty;
        var scope = isFromQueue
            ? DeliveryScope.OfRun(application, delivery.Scope, delivery.Envelope)
            : DeliveryScope.Of(application, delivery.Scope, delivery.Envelope);
        var request = new IllowClaimRequest(scope, IllowDigest.Of(delivery.Envelope.RawBody.Span), options.Lease, options.Retention);

        // The queue stores on its own connection: a transaction that waits for it shares nothing with it and may even block it
        if (!isQueued && _store is IIllowTransactionalStore { IsTransactional: true } transactional)
        {
            return await HandleInTransactionAsync(transactional, context, delivery, request, endpoint);
        }

        // Claim
        var asked = time.GetTimestamp();
        IllowClaimResult result;
        try
        {
            result = await ClaimAsync(request);
        }
        catch (Exception exception)
        {
            return await ClaimFailedAsync(context, exception);
        }

        if (result.Status != IllowClaimStatus.Claimed)
        {
            return await RefuseAsync(context, result);
        }

        // Run
        var claim = result.Claim;
        delivery.Claim = claim;
        var held = HeldResponse.Begin(context, delivery);
        var renewed = _renewal.Begin(delivery, options.Lease, asked);
        string outcome;
        try
        {
            outcome = isQueued ? await enqueuer.EnqueueAsync(context, delivery) : await RunHandlerAsync(context, delivery, endpoint);
        }
        catch (OperationCanceledException) when (delivery.IsClaimLost)
        {
            await ReleaseAsync(claim);
            return await NotRecordedAsync(context, held, "The claim of the event was lost while its handler ran, "
                + "so the handler was cancelled.");
        }
        catch
        {
            // First, since the request may be over: middleware before the receiver need not have waited
            _renewal.End(renewed);
            await ReleaseAsync(claim);
            held.Discard();
            throw;
        }

        // Record
        if (!Outcomes.IsDone(outcome))
        {
            _renewal.End(renewed);
            await ReleaseAsync(claim);
            if (delivery.IsClaimLost)
            {
                return await NotRecordedAsync(context, held, "The claim of the event was lost while its handler ran.");
            }
        }
        else if (!await TryCompleteAsync(claim, renewed, options.Retention))
        {
            return await NotRecordedAsync(
                context, held, "The handler succeeded, but its event could not be recorded as done, so it may be handled again.");
        }

        await held.SendAsync();
        return outcome;
    }

    // ---- Claim ----

    // The sender waits, and a store that is away must not make it wait for minutes of retries. What is in memory is asked at once
    private ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request) =>
        _store is InMemoryIdempotencyStore ? _store.ClaimAsync(request, CancellationToken.None) : ClaimWithinAsync(request);

    private async ValueTask<IllowClaimResult> ClaimWithinAsync(IllowClaimRequest request)
    {
        using var timeout = new CancellationTokenSource(ClaimTimeout, time);
        var claiming = _store.ClaimAsync(request, timeout.Token);
        if (claiming.IsCompleted)
        {
            return await claiming;
        }

        var task = claiming.AsTask();
        try
        {
            return await task.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!task.IsCanceled)
        {
            // The store ignored its token, or claimed just before the timeout: nothing holds what it claims
            _ = LateFailures.ReportAsync(ReleaseLateAsync(task), late => Log.StoreFailed(_logger, "claim", late));
            throw;
        }
    }

    private async Task ReleaseLateAsync(Task<IllowClaimResult> claiming)
    {
        if (await claiming is { Status: IllowClaimStatus.Claimed } late)
        {
            await ReleaseAsync(late.Claim);
        }
    }

    private async ValueTask<string> ClaimFailedAsync(HttpContext context, Exception exception)
    {
        Log.StoreFailed(_logger, "claim", exception);
        await problems.WriteAsync(context, IllowWebhookProblem.Unavailable, StoreThrew("claim", exception));
        return IllowWebhookProblem.Unavailable.Code;
    }

    private static string StoreThrew(string step, Exception exception) => exception is OperationCanceledException or TimeoutException
        ? $"The idempotency store did not answer in time at the step {step}."
        : $"The idempotency store threw {exception.GetType().Name} at the step {step}; the log has the exception.";

    private async ValueTask<string> RefuseAsync(HttpContext context, IllowClaimResult result)
    {
        switch (result.Status)
        {
            case IllowClaimStatus.Completed:
                context.Response.StatusCode = StatusCodes.Status200OK;
                context.Response.Headers["idempotent-replayed"] = "true";
                return Outcomes.Replayed;
            case IllowClaimStatus.KeyReused:
                await problems.WriteAsync(context, IllowWebhookProblem.KeyReused,
                    "An earlier delivery had this idempotencyKey and another body.");
                return IllowWebhookProblem.KeyReused.Code;
            case IllowClaimStatus.Full:
                await problems.WriteAsync(
                    context,
                    IllowWebhookProblem.Unavailable,
                    "The idempotency store is full: raise Illow:Idempotency:Capacity or use a store outside the process.");
                return IllowWebhookProblem.Unavailable.Code;
            default:
                var seconds = (int)Math.Clamp(Math.Ceiling(result.RetryAfter.TotalSeconds), 1, WebhookProblemWriter.RetryAfterSeconds);
                await problems.WriteAsync(context, IllowWebhookProblem.InProgress,
                    "An earlier delivery of this event is still being handled.", seconds);
                return IllowWebhookProblem.InProgress.Code;
        }
    }

    // ---- Run ----

    /// <summary>Runs the endpoint that the delivery was verified for, and determines the outcome.</summary>
    private async ValueTask<string> RunHandlerAsync(HttpContext context, VerifiedDelivery delivery, RequestDelegate endpoint)
    {
        delivery.Attach(context);
        var started = telemetry.Timestamp();
        try
        {
            await endpoint(context);
            await WaitForEndAsync(delivery, isDropped: !IsSuccess(context.Response));
            if (delivery is { HasRun: true, Failure: null, MetadataMismatch: null, Response: { } response })
            {
                // What runs as the response starts belongs to the handler, and is done before its event is recorded
                await response.FinishAsync();
            }
        }
        catch (MetadataMismatchException exception)
        {
            delivery.HandlerThrew(exception);
        }
        finally
        {
            await WaitForEndAsync(delivery, isDropped: true);
            delivery.Detach();
            telemetry.HandlerRan(context, started, delivery.Envelope.Event);
        }

        var (@event, webhook) = (new LogText(delivery.Envelope.Event), new LogText(delivery.Envelope.Webhook));
        if (delivery.MetadataMismatch is { } mismatch)
        {
            Log.MetadataMismatch(_logger, @event, webhook, mismatch.MetadataType.Name, mismatch.Position);
            await ReplaceSuccessAsync(context, delivery, IllowWebhookProblem.MalformedMetadata, mismatch.Message);
            return IllowWebhookProblem.MalformedMetadata.Code;
        }

        if (delivery.Failure is { } failure)
        {
            DeliveryTrace.Of(context)?.Exception = failure;
            Log.FailureSwallowed(_logger, @event, webhook, failure.GetType().Name, context.Response.StatusCode);
            await ReplaceSuccessAsync(context, delivery, IllowWebhookProblem.NotHandled, Messages.HandlerThrew(failure));
            return Outcomes.Failed;
        }

        if (!IsSuccess(context.Response))
        {
            return Outcomes.Declined;
        }

        if (!delivery.HasRun)
        {
            Log.HandlerDidNotRun(_logger, @event, webhook, context.Response.StatusCode);
            await ReplaceSuccessAsync(
                context, delivery, IllowWebhookProblem.NotHandled, Messages.HandlerDidNotRun(delivery.Endpoint.DisplayName));
            return IllowWebhookProblem.NotHandled.Code;
        }

        return Outcomes.Handled;
    }

    /// <summary>
    /// Code around a handler, such as a timeout in the application, may have gone on without it. The outcome of the event is known
    /// when the handler has ended; until then its claim, its transaction and the response are its own.
    /// </summary>
    private ValueTask WaitForEndAsync(VerifiedDelivery delivery, bool isDropped)
    {
        if (!delivery.IsRunning)
        {
            return ValueTask.CompletedTask;
        }

        if (isDropped)
        {
            // Whatever it still does, its event counts as not handled
            delivery.CancelHandler(_logger);
        }

        Log.HandlerStillRuns(_logger, new LogText(delivery.Envelope.Event), new LogText(delivery.Envelope.Webhook));
        return new ValueTask(delivery.WaitForEndAsync());
    }

    // A filter or middleware of the application may have swallowed an exception; no 2xx may stand where no handler succeeded
    private async ValueTask ReplaceSuccessAsync(HttpContext context, VerifiedDelivery delivery, IllowWebhookProblem problem, string detail)
    {
        if (!IsSuccess(context.Response))
        {
            return;
        }

        delivery.Response?.Reset();
        if (context.Response.HasStarted)
        {
            // Not held, since repetitions are not recognised here: the 2xx is on the wire, but its end need not follow
            context.Abort();
            return;
        }

        context.Response.Clear();
        await problems.WriteAsync(context, problem, detail);
    }

    private static bool IsSuccess(HttpResponse response) => response.StatusCode is >= 200 and < 300;

    // ---- Record ----

    private async ValueTask<bool> TryCompleteAsync(IllowClaim claim, LeaseRenewal.Held renewed, TimeSpan retention)
    {
        try
        {
            // A store that takes its time must not find the lease at its end
            _renewal.Complete(renewed);
            var completed = await _store.CompleteAsync(claim, retention, CancellationToken.None);
            if (!completed)
            {
                Log.LeaseLost(_logger);
            }

            return completed;
        }
        catch (Exception exception)
        {
            Log.StoreFailed(_logger, "complete", exception);
            return false;
        }
        finally
        {
            _renewal.End(renewed);
        }
    }

    private async ValueTask ReleaseAsync(IllowClaim claim)
    {
        try
        {
            await _store.ReleaseAsync(claim, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The lease ends by itself; the handler's own outcome is what the sender must see
            Log.StoreFailed(_logger, "release", exception);
        }
    }

    private async ValueTask<string> NotRecordedAsync(HttpContext context, HeldResponse held, string detail)
    {
        TakeBack(context, held);
        await problems.WriteAsync(context, IllowWebhookProblem.NotRecorded, detail);
        return IllowWebhookProblem.NotRecorded.Code;
    }

    // What the handler answered must not be sent, since what it stands for is not recorded
    private static void TakeBack(HttpContext context, HeldResponse held)
    {
        held.Discard();
        context.Response.Clear();
    }

    // ---- In a transaction of the store: the record and the handler's effects commit together or not at all ----

    private async ValueTask<string> HandleInTransactionAsync(
        IIllowTransactionalStore transactional,
        HttpContext context,
        VerifiedDelivery delivery,
        IllowClaimRequest request,
        RequestDelegate endpoint)
    {
        HeldResponse? held = null;
        var outcome = Outcomes.Failed;
        Exception? thrown = null;
        using var timeout = new CancellationTokenSource(ClaimTimeout, time);

        async Task<bool> RunClaimedAsync(IllowClaim claim)
        {
            // The sender waits for the claim alone; how long a handler takes is its own affair
            timeout.CancelAfter(Timeout.InfiniteTimeSpan);
            if (held is not null)
            {
                // The database rolled the first run back: the second must not find what that one answered
                TakeBack(context, held);

                // Nor what it left of the body, which it may even have closed
                context.Request.Body = delivery.OpenBody();
            }

            delivery.Claim = claim;
            held = HeldResponse.Begin(context, delivery);
            try
            {
                thrown = null;
                outcome = await RunHandlerAsync(context, delivery, endpoint);
            }
            catch (Exception exception)
            {
                thrown = exception;
                throw;
            }
            finally
            {
                // For another attempt, where the database rolls this one back
                timeout.CancelAfter(ClaimTimeout);
            }

            return Outcomes.IsDone(outcome);
        }

        IllowClaimResult result;
        try
        {
            result = await transactional.ExecuteAsync(request, context.RequestServices, RunClaimedAsync, timeout.Token);
        }
        catch (Exception exception)
        {
            if (held is null)
            {
                return await ClaimFailedAsync(context, exception);
            }

            if (thrown is not null)
            {
                // The handler's own exception, which an execution strategy may have wrapped
                held.Discard();
                ExceptionDispatchInfo.Throw(thrown);
            }

            Log.StoreFailed(_logger, "commit", exception);
            return await NotRecordedAsync(context, held, StoreThrew("commit", exception));
        }

        if (result.Status != IllowClaimStatus.Claimed)
        {
            if (held is not null)
            {
                // The handler ran in an attempt that was rolled back, and a later one found the event taken
                TakeBack(context, held);
            }

            return await RefuseAsync(context, result);
        }

        await held!.SendAsync();
        return outcome;
    }
}
