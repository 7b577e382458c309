using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Hangfire;

/// <summary>
/// The deliveries among Hangfire's failed jobs; the application's other jobs there are left alone. Hangfire's calls block, so they run on
/// the thread pool. Thread-safe.
/// </summary>
internal sealed class HangfireDeadLetters(JobStorage storage, IBackgroundJobClient client, IOptions<IllowHangfireQueueOptions> options)
    : IIllowDeadLetters
{
    private const int PageSize = 100;

    // Where the application's own jobs fail by the thousand, the search ends at some point
    private const int MostSearched = 10_000;

    public ValueTask<IReadOnlyList<IllowDeadLetter>> ListAsync(int maximum, CancellationToken cancellationToken) =>
        new(Task.Run<IReadOnlyList<IllowDeadLetter>>(() => [.. Failed(cancellationToken).Take(maximum)], cancellationToken));

    public ValueTask<bool> RunAgainAsync(string id, CancellationToken cancellationToken) =>
        new(Task.Run(() => RunAgain(id), cancellationToken));

    private IEnumerable<IllowDeadLetter> Failed(CancellationToken cancellationToken)
    {
        var monitoring = storage.GetMonitoringApi();
        for (var from = 0; from < MostSearched; from += PageSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = monitoring.FailedJobs(from, PageSize);
            foreach (var (id, job) in page)
            {
                if (DeliveryOf(job?.Job) is { } delivery)
                {
                    yield return new IllowDeadLetter
                    {
                        Id = id,
                        Delivery = delivery,
                        FailedAt = new DateTimeOffset(DateTime.SpecifyKind(job!.FailedAt ?? default, DateTimeKind.Utc)),
                        ExceptionType = job.ExceptionType,
                        ExceptionMessage = job.ExceptionMessage,
                    };
                }
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }

    private bool RunAgain(string id)
    {
        try
        {
            if (DeliveryOf(storage.GetMonitoringApi().JobDetails(id)?.Job) is null)
            {
                return false;
            }
        }
        catch (FormatException)
        {
            // What an id looks like is the storage's own matter
            return false;
        }

        using (var connection = storage.GetConnection())
        {
            if (connection.GetJobData(id)?.State != FailedState.StateName)
            {
                return false;
            }

            // Its tries are used up, and a job that is put back keeps their count
            connection.SetJobParameter(id, "RetryCount", SerializationHelper.Serialize(0));
        }

        return client.ChangeState(id, new EnqueuedState(options.Value.Queue), FailedState.StateName);
    }

    private static IllowQueuedDelivery? DeliveryOf(Job? job) =>
        job?.Type == typeof(IllowQueuedDeliveryJob) ? job.Args.OfType<IllowQueuedDelivery>().FirstOrDefault() : null;
}
