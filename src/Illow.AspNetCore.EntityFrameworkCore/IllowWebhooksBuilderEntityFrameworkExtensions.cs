using Illow.AspNetCore;
using Illow.AspNetCore.EntityFrameworkCore;
using Illow.AspNetCore.EntityFrameworkCore.Maintenance;
using Illow.AspNetCore.EntityFrameworkCore.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Records the idempotency keys of illow webhooks in the application's own database.</summary>
public static class IllowWebhooksBuilderEntityFrameworkExtensions
{
    /// <summary>
    /// Records which events are being handled and which are done in a table of <typeparamref name="TContext"/>, instead of in any store
    /// chosen before. The model must have that table: call <c>modelBuilder.AddIllowWebhookInbox()</c> in <c>OnModelCreating</c>, and add a
    /// migration.
    /// </summary>
    /// <typeparam name="TContext">
    /// A context that the application has registered, by <c>AddDbContext</c>, <c>AddDbContextPool</c> or <c>AddDbContextFactory</c>.
    /// </typeparam>
    /// <param name="builder">What <c>AddIllowWebhooks()</c> gave.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <remarks>
    /// A context without the table in its model stops the start with an <see cref="InvalidOperationException"/>; a table that is missing
    /// in the database is one error in the log, and deliveries are answered 503 until it is there.
    /// </remarks>
    public static IIllowWebhooksBuilder AddEntityFrameworkStore<TContext>(
        this IIllowWebhooksBuilder builder, Action<IllowEntityFrameworkStoreOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<IllowEntityFrameworkStoreOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<IllowEntityFrameworkStoreOptions>, IllowEntityFrameworkStoreOptionsValidator>());
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);

        // One store at a time: a second call, for another context too, takes the place of the first
        services.RemoveAll<EntityFrameworkStore>();
        services.AddSingleton<EntityFrameworkStore, EntityFrameworkStore<TContext>>();
        services.RemoveAll<IIllowIdempotencyStore>();
        services.AddSingleton<IIllowIdempotencyStore>(static provider =>
        {
            var store = provider.GetRequiredService<EntityFrameworkStore>();
            store.IsInUse = true;
            return store;
        });
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton(typeof(IDbContextOptionsConfiguration<>), typeof(OtherContextInterceptor.Configuration<>)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InboxMaintenance>());
        return builder;
    }
}
