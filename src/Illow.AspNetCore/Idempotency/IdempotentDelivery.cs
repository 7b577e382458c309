using Illow.AspNetCore.Diagnostics;
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
            return await new TransactionalDelivery(transactional, answers, _logger).RunAsync(context, delivery, request, handler);
        }

        IllowClaimResult result;
        try
        {
            result = await store.ClaimAsync(request, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.StoreFailed(_logger, "claim", exception);
            return await AnswerAsync(context, Answer.Unavailable, "The idempotency store could not be reached.", LongestRetryAfterSeconds);
        }

        return result.Status == IllowClaimStatus.Claimed
            ? await HandleAsync(context, delivery, result.Claim, options, handler)
            : await RefuseAsync(context, answers, result);
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
        HttpContext context, VerifiedDelivery delivery, IllowClaim claim, IllowIdempotencyOptions options, DeliveryHandler handler)
    {
        delivery.Claim = claim;
        var held = HeldResponse.Begin(context);
        string outcome;
        try
        {
            outcome = await RenewWhileAsync(handler(context, delivery), delivery, claim, options.Lease);
        }
        catch
        {
            held.Discard();
            await ReleaseAsync(claim);
            throw;
        }

        if (!Outcomes.IsDone(outcome))
        {
            await ReleaseAsync(claim);
        }
        else if (!await TryCompleteAsync(claim, options.Retention))
        {
            held.Discard();
            context.Response.Clear();
            return await AnswerAsync(context, Answer.NotRecorded, "The handler succeeded, but its event could not be recorded as done, so it may be handled again.", null);
        }

        await held.SendAsync();
        return outcome;
    }

    // A handler that is done at once, as most in memory are, costs no task
    private ValueTask<string> RenewWhileAsync(ValueTask<string> handling, VerifiedDelivery delivery, IllowClaim claim, TimeSpan lease)
    {
        return handling.IsCompleted ? handling : WaitAsync(handling.AsTask());

        async ValueTask<string> WaitAsync(Task<string> running)
        {
            await _renewal.KeepAsync(running, claim, lease, delivery.CancelHandler);
            return await running;
        }
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
