using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.EntityFrameworkCore;

internal sealed class IllowEntityFrameworkStoreOptionsValidator : IValidateOptions<IllowEntityFrameworkStoreOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    public ValidateOptionsResult Validate(string? name, IllowEntityFrameworkStoreOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        CheckTime(result, options.CleanupInterval, nameof(options.CleanupInterval));
        CheckTime(result, options.IdleTransactionTimeout, nameof(options.IdleTransactionTimeout));
        if (options.CleanupBatchSize is < 1 or > 100_000)
        {
            result.AddError("It must be 1 to 100,000.", nameof(options.CleanupBatchSize));
        }

        if (options.ClockSql is not null && string.IsNullOrWhiteSpace(options.ClockSql))
        {
            result.AddError("It must be an SQL expression, or null.", nameof(options.ClockSql));
        }

        return result.Build();
    }

    private static void CheckTime(ValidateOptionsResultBuilder result, TimeSpan time, string name)
    {
        if (time != Timeout.InfiniteTimeSpan && (time < Shortest || time > Longest))
        {
            result.AddError("It must be 1 second to 20 days, or Timeout.InfiniteTimeSpan.", name);
        }
    }
}
