using FsCheck;
using FsCheck.Fluent;
using Illow.AspNetCore.Idempotency.InMemory;
using Microsoft.Extensions.Time.Testing;

using Illow.Webhooks.Tests.Properties;

namespace Illow.AspNetCore.Tests.Properties;

/// <summary>Random histories of the in-memory store, each step compared with the model. Time moves in whole milliseconds.</summary>
public sealed class InMemoryStoreProperties
{
    private const int Retention = 500;

    private static readonly IllowDigest[] Bodies = [IllowDigest.Of("body 0"u8), IllowDigest.Of("body 1"u8)];

    internal enum Kind
    {
        Claim,
        Complete,
        Release,
        Renew,
        Wait,
    }

    /// <param name="Kind">What is done.</param>
    /// <param name="Which">The scope of a claim, or which of the claims so far is completed, released or renewed.</param>
    /// <param name="Body">The body of a claim.</param>
    /// <param name="Milliseconds">A lease, or how long is waited.</param>
    internal sealed record Step(Kind Kind, int Which, int Body, int Milliseconds);

    [Fact]
    public void Steps_AnyHistory_AreAnsweredAsTheModelAnswers() => Check(capacity: 1000, scopes: 3, times: 2000);

    [Fact]
    public void Steps_AnyHistoryInLittleRoom_AreAnsweredAsTheModelAnswers() => Check(capacity: 4, scopes: 10, times: 2000);

    private static void Check(int capacity, int scopes, int times) =>
        Hold.ForAll(
            Arb.From(
                from length in Gen.Choose(1, 60)
                from steps in Gen.ArrayOf(AnyStep(scopes), length)
                select steps,
                Shorter),
            steps => Agrees(steps, capacity),
            times);

    private static Gen<Step> AnyStep(int scopes) =>
        from kind in Gen.Frequency(
            (4, Gen.Constant(Kind.Claim)),
            (2, Gen.Constant(Kind.Complete)),
            (1, Gen.Constant(Kind.Release)),
            (1, Gen.Constant(Kind.Renew)),
            (2, Gen.Constant(Kind.Wait)))
        from which in Gen.Choose(0, scopes - 1)
        from body in Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Constant(1)))
        from milliseconds in Gen.Elements(1, 50, 99, 100, 101, 499, 500)
        select new Step(kind, which, body, milliseconds);

    private static IEnumerable<Step[]> Shorter(Step[] steps) =>
        Enumerable.Range(0, steps.Length).Where(_ => steps.Length > 1).Select(at => (Step[])[.. steps[..at], .. steps[(at + 1)..]]);

    private static bool Agrees(Step[] steps, int capacity)
    {
        // Near the beginning of time, where a tick is not lost in the rounding of a double
        var time = new FakeTimeProvider(DateTimeOffset.MinValue.AddDays(2));
        var store = new InMemoryIdempotencyStore(() => capacity, time);
        var model = new InMemoryStoreModel(capacity, Retention);
        var claims = new List<IllowClaim>();
        var fences = new Dictionary<IllowDigest, long>();
        return steps.All(step => Agrees(step, store, model, time, claims, fences));
    }

    private static bool Agrees(
        Step step,
        InMemoryIdempotencyStore store,
        InMemoryStoreModel model,
        FakeTimeProvider time,
        List<IllowClaim> claims,
        Dictionary<IllowDigest, long> fences)
    {
        var span = TimeSpan.FromMilliseconds(step.Milliseconds);
        if (step.Kind == Kind.Wait)
        {
            time.Advance(span);
            model.Now += step.Milliseconds;
            return true;
        }

        if (step.Kind == Kind.Claim)
        {
            return ClaimAgrees(step, store, model, claims, fences);
        }

        if (claims.Count == 0)
        {
            return true;
        }

        // The latest claims are the likeliest to be alive
        var claim = claims[^(1 + (step.Which % claims.Count))];
        switch (step.Kind)
        {
            case Kind.Complete:
                return store.CompleteAsync(claim, TimeSpan.FromMilliseconds(Retention), CancellationToken.None).AsTask().Result
                    == model.Complete(claim);
            case Kind.Renew:
                return store.RenewAsync(claim, span, CancellationToken.None).AsTask().Result == model.Renew(claim, step.Milliseconds);
            default:
                model.Release(claim);
                return store.ReleaseAsync(claim, CancellationToken.None).AsTask().IsCompletedSuccessfully;
        }
    }

    private static bool ClaimAgrees(
        Step step,
        InMemoryIdempotencyStore store,
        InMemoryStoreModel model,
        List<IllowClaim> claims,
        Dictionary<IllowDigest, long> fences)
    {
        var scope = IllowDigest.Of([(byte)step.Which]);
        var lease = TimeSpan.FromMilliseconds(step.Milliseconds);
        var expected = model.Ask(scope, Bodies[step.Body]);
        var result = store
            .ClaimAsync(
                new IllowClaimRequest(scope, Bodies[step.Body], lease, TimeSpan.FromMilliseconds(Retention)),
                CancellationToken.None)
            .AsTask()
            .Result;
        if (result.Status != expected.Status || (long)result.RetryAfter.TotalMilliseconds != expected.RetryAfter)
        {
            return false;
        }

        if (result.Status != IllowClaimStatus.Claimed)
        {
            return result.Claim == default;
        }

        var isLater = result.Claim.Fence > fences.GetValueOrDefault(scope);
        fences[scope] = result.Claim.Fence;
        model.Claimed(result.Claim, Bodies[step.Body], step.Milliseconds);
        claims.Add(result.Claim);
        return isLater && result.Claim.Scope == scope;
    }
}
