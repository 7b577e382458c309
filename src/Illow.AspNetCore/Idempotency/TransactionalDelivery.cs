using System.Runtime.ExceptionServices;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Idempotency;

/// <summary>Runs a handler inside the store's own transaction: the record and the handler's effects commit together or not at all.</summary>
internal sealed class TransactionalDelivery(IIllowTransactionalStore store, WebhookProblemWriter problems, TimeProvider time, ILogger logger)
{
    internal async ValueTask<string> RunAsync(HttpContext context, VerifiedDelivery delivery, IllowClaimRequest request, Func<ValueTask<string>> run)
    {
        HeldResponse? held = null;
        var outcome = Outcomes.Failed;
        Exception? thrown = null;
        using var patience = new CancellationTokenSource(DeliveryHandling.ClaimTimeout, time);

        async Task<bool> RunHandlerAsync(IllowClaim claim)
        {
            // The sender waits for the claim alone; how long a handler takes is its own affair
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            if (held is not null)
            {
                // The database rolled the first run back: the second must not find what that one answered
                held.Discard();
                context.Response.Clear();

                // Nor what it left of the body, which it may even have closed
                context.Request.Body = delivery.OpenBody();
            }

            delivery.Claim = claim;
            held = HeldResponse.Begin(context, delivery);
            try
            {
                thrown = null;
                outcome = await run();
            }
            catch (Exception exception)
            {
                thrown = exception;
                patience.CancelAfter(DeliveryHandling.ClaimTimeout);
                throw;
            }

            return Outcomes.IsDone(outcome);
        }

        IllowClaimResult result;
        try
        {
            result = await store.ExecuteAsync(request, context.RequestServices, RunHandlerAsync, patience.Token);
        }
        catch (Exception exception)
        {
            held?.Discard();
            if (thrown is not null)
            {
                // The handler's own exception, which an execution strategy may have wrapped
                ExceptionDispatchInfo.Throw(thrown);
            }

            Log.StoreFailed(logger, held is null ? "claim" : "commit", exception);
            var problem = held is null ? IllowWebhookProblem.Unavailable : IllowWebhookProblem.NotRecorded;
            if (held is not null)
            {
                context.Response.Clear();
            }

            await problems.WriteAsync(context, problem, DeliveryHandling.StoreThrew(held is null ? "claim" : "commit", exception));
            return problem.Code;
        }

        if (result.Status != IllowClaimStatus.Claimed)
        {
            if (held is not null)
            {
                // The handler ran in an attempt that was rolled back, and a later one found the event taken
                held.Discard();
                context.Response.Clear();
            }

            return await DeliveryHandling.RefuseAsync(context, problems, result);
        }

        await held!.SendAsync();
        return outcome;
    }
}
