using System.Runtime.CompilerServices;
using Illow.AspNetCore.EntityFrameworkCore.Store;
using Illow.AspNetCore.Tests;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Store;

/// <summary>Who leads the steps of a database, and for how long one that hangs does.</summary>
public sealed class GroupCommitLeadTests
{
    private static readonly TimeSpan TestTimeout = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly GroupCommit _groups;

    public GroupCommitLeadTests() => _groups = new GroupCommit(_time);

    [Fact]
    public async Task RunAsync_LeaderHangs_WaitingStepLeadsWithoutAnotherComing()
    {
        var leader = await BeginAsync();
        _time.Advance(TimeSpan.FromMilliseconds(500));
        var waiting = new Step(_groups);
        waiting.End();
        Assert.False(waiting.HasBegun.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.True((await waiting.Running.WaitAsync(TestTimeout)).Succeeded);
        Assert.False(leader.Running.IsCompleted);
        await EndAsync(leader);
    }

    [Fact]
    public async Task RunAsync_LeaderHangs_LaterLeadersPassTheLeadOn()
    {
        var hung = await BeginAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = await BeginAsync();
        var third = new Step(_groups);
        third.End();

        await EndAsync(second);

        Assert.True((await third.Running.WaitAsync(TestTimeout)).Succeeded);
        await EndAsync(hung);
    }

    [Fact]
    public async Task RunAsync_PassedOverLeaderEnds_LeaderGoesOnLeading()
    {
        var hung = await BeginAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = await BeginAsync();
        var third = new Step(_groups);
        third.End();

        await EndAsync(hung);
        Assert.False(third.HasBegun.IsCompleted);

        await EndAsync(second);
        Assert.True((await third.Running.WaitAsync(TestTimeout)).Succeeded);
    }

    [Fact]
    public async Task RunAsync_AllLeadersHang_AnotherWaitingStepLeadsEachSecond()
    {
        List<Step> hung = [await BeginAsync()];
        for (var i = 0; i < 3; i++)
        {
            var next = new Step(_groups);
            _time.Advance(TimeSpan.FromSeconds(1));
            await next.HasBegun.WaitAsync(TestTimeout);
            hung.Add(next);
        }

        foreach (var step in hung)
        {
            await EndAsync(step);
        }
    }

    [Fact]
    public async Task RunAsync_FirstOfThoseWaitingGaveUp_NextLeads()
    {
        var leader = await BeginAsync();
        using var cancellation = new CancellationTokenSource();
        var gaveUp = new Step(_groups, cancellationToken: cancellation.Token);
        var waiting = new Step(_groups);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp.Running);

        _time.Advance(TimeSpan.FromSeconds(1));

        await waiting.HasBegun.WaitAsync(TestTimeout);
        Assert.False(gaveUp.HasBegun.IsCompleted);
        await EndAsync(waiting);
        await EndAsync(leader);
    }

    [Fact]
    public async Task RunAsync_NobodyIsLeft_KeyIsForgotten()
    {
        var secret = await RunOnceAsync();

        await Eventually.HoldsAsync(() =>
        {
            GC.Collect();
            return Task.FromResult(!secret.IsAlive);
        });
        GC.KeepAlive(_groups);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> RunOnceAsync()
    {
        var connection = new string('x', 20);
        var step = new Step(_groups, key: new GroupKey(null!, connection));
        await EndAsync(step);
        return new WeakReference(connection);
    }

    private async Task<Step> BeginAsync()
    {
        var step = new Step(_groups);
        await step.HasBegun.WaitAsync(TestTimeout);
        return step;
    }

    private static async Task EndAsync(Step step)
    {
        step.End();
        await step.Running.WaitAsync(TestTimeout);
    }

    /// <summary>A step of one database, which begins when its turn has come and ends when it is told to.</summary>
    private sealed class Step
    {
        private static readonly GroupKey Key = new(null!, "one database");

        private static readonly InboxStep Completion = new(InboxStepKind.Complete, default);

        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Step(GroupCommit groups, GroupKey? key = null, CancellationToken cancellationToken = default) =>
            Running = groups.RunAsync(key ?? Key, Completion, AloneAsync, TogetherAsync, cancellationToken);

        internal Task<InboxStepResult> Running { get; }

        internal Task HasBegun => _begun.Task;

        internal void End() => _end.SetResult();

        private async Task<InboxStepResult> AloneAsync()
        {
            _begun.SetResult();
            await _end.Task;
            return new(true);
        }

        private async Task<InboxStepResult?[]> TogetherAsync(IReadOnlyList<InboxStep> steps)
        {
            await AloneAsync();
            return [.. steps.Select(_ => new InboxStepResult(true)).Cast<InboxStepResult?>()];
        }
    }
}
