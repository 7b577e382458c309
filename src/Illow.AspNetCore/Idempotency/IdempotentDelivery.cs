using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Idempotency.InMemory;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Idempotency;

/// <summary>
/// Step 6 of docs/architecture.md: claim, run the handler, complete on 2xx and release otherwise. No 2xx leaves before its record is
/// written. Thread-safe.
/// </summary>
internal sealed class IdempotentDelivery(IIllowIdempotencyStore store, AnswerWriter answers, TimeProvider time, ILoggerFactory loggers)
{
    private const int LongestRetryAfterSeconds = 10;

    internal static readonly TimeSpan ClaimTimeout = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private readonly LeaseRenewal _renewal = new(store, time, loggers.CreateLogger(Log.Category));

    /// <param name="context">The request.</param>
    /// <param name="route">Its URL.</param>
    /// <param name="delivery">What was verified.</param>
    /// <param name="options">Lease and retention.</param>
    /// <param name="handler">Runs the endpoint; its task is the outcome.</param>
    /// <returns>The outcome, for logs and metrics.</returns>
    internal ValueTask<string> RunAsync(
        HttpContext context, WebhookRoute route, VerifiedDelivery delivery, IllowIdempotencyOptions options, DeliveryHandler handler) =>
        RunAsync(context, DeliveryScope.Of(route.Url, delivery.Envelope), delivery, options, handler);

    /// <summary>As <see cref="RunAsync(HttpContext, WebhookRoute, VerifiedDelivery, IllowIdempotencyOptions, DeliveryHandler)"/>, under the claim of a run from the queue.</summary>
    internal ValueTask<string> RunQueuedAsync(
        HttpContext context, WebhookRoute route, VerifiedDelivery delivery, IllowIdempotencyOptions options, DeliveryHandler handler) =>
        RunAsync(context, DeliveryScope.OfRun(route.Url, delivery.Envelope), delivery, options, handler);

    private async ValueTask<string> RunAsync(
        HttpContext context, IllowDigest scope, VerifiedDelivery delivery, IllowIdempotencyOptions options, DeliveryHandler handler)
    {
        var request = new IllowClaimRequest(scope, IllowDigest.Of(delivery.Envelope.RawBody.Span), options.Lease, options.Retention);
        if (store is IIllowTransactionalStore { IsTransactional: true } transactional)
        {
            return await new TransactionalDelivery(transactional, answers, time, _logger).RunAsync(context, delivery, request, handler);
        }

        var asked = time.GetTimestamp();
        IllowClaimResult result;
        try
        {
            result = await ClaimAsync(request);
        }
        catch (Exception exception)
        {
            Log.StoreFailed(_logger, "claim", exception);
            return await AnswerAsync(context, Answer.Unavailable, StoreThrew("claim", exception), LongestRetryAfterSeconds);
        }

        return result.Status == IllowClaimStatus.Claimed
            ? await HandleAsync(context, delivery, result.Claim, options, asked, handler)
            : await RefuseAsync(context, answers, result);
    }

    internal static string StoreThrew(string step, Exception exception) => exception is OperationCanceledException or TimeoutException
        ? $"The idempotency store did not answer in time at the step {step}."
        : $"The idempotency store threw {exception.GetType().Name} at the step {step}; the log has the exception.";

    // The sender waits, and a store that is away must not make it wait for minutes of retries. What is in memory is asked at once
    private ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request) =>
        store is InMemoryIdempotencyStore ? store.ClaimAsync(request, CancellationToken.None) : ClaimWithinAsync(request);

    private async ValueTask<IllowClaimResult> ClaimWithinAsync(IllowClaimRequest request)
    {
        using var patience = new CancellationTokenSource(ClaimTimeout, time);
        var claiming = store.ClaimAsync(request, patience.Token);
        if (claiming.IsCompleted)
        {
            return await claiming;
        }

        var task = claiming.AsTask();
        try
        {
            return await task.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            // The store does not heed its token: what it may yet claim is nobody's
            _ = ReleaseLateAsync(task);
            throw;
        }
    }

    private async Task ReleaseLateAsync(Task<IllowClaimResult> claiming)
    {
        try
        {
            if (await claiming is { Status: IllowClaimStatus.Claimed } late)
            {
                await ReleaseAsync(late.Claim);
            }
        }
        catch (Exception exception)
        {
            Log.StoreFailed(_logger, "claim", exception);
        }
    }

    /// <summary>Answers a delivery whose event was not claimed.</summary>
    internal static async ValueTask<string> RefuseAsync(HttpContext context, AnswerWriter answers, IllowClaimResult result)
    {
        switch (result.Status)
        {
            case IllowClaimStatus.Completed:
                context.Response.StatusCode = StatusCodes.Status200OK;
                context.Response.Headers["idempotent-replayed"] = "true";
                return Outcomes.Replayed;
            case IllowClaimStatus.KeyReused:
                await answers.WriteAsync(context, Answer.KeyReused, "An earlier delivery had this idempotencyKey and another body.");
                return Answer.KeyReused.Slug;
            case IllowClaimStatus.Full:
                await answers.WriteAsync(context, Answer.Unavailable, "The idempotency store is full: raise Illow:Idempotency:Capacity or use a store outside the process.", LongestRetryAfterSeconds);
                return Answer.Unavailable.Slug;
            default:
                var seconds = (int)Math.Clamp(Math.Ceiling(result.RetryAfter.TotalSeconds), 1, LongestRetryAfterSeconds);
                await answers.WriteAsync(context, Answer.InProgress, "An earlier delivery of this event is still being handled.", seconds);
                return Answer.InProgress.Slug;
        }
    }

    private async ValueTask<string> HandleAsync(
        HttpContext context, VerifiedDelivery delivery, IllowClaim claim, IllowIdempotencyOptions options, long claimedAt, DeliveryHandler handler)
    {
        delivery.Claim = claim;
        var held = HeldResponse.Begin(context, delivery);
        var renewed = _renewal.Begin(delivery, claim, options.Lease, claimedAt);
        string outcome;
        try
        {
            outcome = await handler(context, delivery);
        }
        catch (OperationCanceledException) when (delivery.IsClaimLost)
        {
            await ReleaseAsync(claim);
            return await NotRecordedAsync(context, held, "The claim of the event was lost while its handler ran, so the handler was cancelled.");
        }
        catch
        {
            _renewal.End(renewed);
            held.Discard();
            await ReleaseAsync(claim);
            throw;
        }

        _renewal.End(renewed);
        if (!Outcomes.IsDone(outcome))
        {
            await ReleaseAsync(claim);
            if (delivery.IsClaimLost)
            {
                return await NotRecordedAsync(context, held, "The claim of the event was lost while its handler ran.");
            }
        }
        else if (!await TryCompleteAsync(claim, options.Retention))
        {
            return await NotRecordedAsync(context, held, "The handler succeeded, but its event could not be recorded as done, so it may be handled again.");
        }

        await held.SendAsync();
        return outcome;
    }

    private async ValueTask<string> NotRecordedAsync(HttpContext context, HeldResponse held, string detail)
    {
        held.Discard();
        context.Response.Clear();
        return await AnswerAsync(context, Answer.NotRecorded, detail, null);
    }

    private async ValueTask<bool> TryCompleteAsync(IllowClaim claim, TimeSpan retention)
    {
        try
        {
            var completed = await store.CompleteAsync(claim, retention, CancellationToken.None);
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
    }

    private async ValueTask ReleaseAsync(IllowClaim claim)
    {
        try
        {
            await store.ReleaseAsync(claim, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The lease ends by itself; the handler's own outcome is what the sender must see
            Log.StoreFailed(_logger, "release", exception);
        }
    }

    private async ValueTask<string> AnswerAsync(HttpContext context, Answer answer, string detail, int? retryAfterSeconds)
    {
        await answers.WriteAsync(context, answer, detail, retryAfterSeconds);
        return answer.Slug;
    }
}
