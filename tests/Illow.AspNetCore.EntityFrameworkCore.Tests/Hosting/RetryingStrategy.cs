using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>What EnableRetryOnFailure does, with shorter pauses.</summary>
internal sealed class RetryingStrategy(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, maxRetryCount: 3, maxRetryDelay: TimeSpan.FromMilliseconds(50))
{
    protected override bool ShouldRetryOn(Exception exception) =>
        exception is TransientFaultException or NpgsqlException { IsTransient: true };
}
