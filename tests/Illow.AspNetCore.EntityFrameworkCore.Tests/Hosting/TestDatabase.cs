using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>An empty database for one class of tests, with the tables of <see cref="AppDb"/>.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    private bool _created;

    /// <summary>Points a context to the database.</summary>
    public void Configure(DbContextOptionsBuilder options) => Configure(options, retrying: false);

    /// <summary>Points a context to the database.</summary>
    /// <param name="options">The context's options.</param>
    /// <param name="retrying">Whether steps are run again after a <see cref="TransientFaultException"/> or a lost connection.</param>
    public abstract void Configure(DbContextOptionsBuilder options, bool retrying);

    /// <summary>Creates the database, once. Called by each test itself, since a fixture cannot skip it where there is no server.</summary>
    public async ValueTask EnsureCreatedAsync()
    {
        if (_created)
        {
            return;
        }

        await CreateAsync();
        await using var context = NewContext();
        await context.Database.EnsureCreatedAsync();
        _created = true;
    }

    /// <summary>A context of its own, to look at the database from outside of the store.</summary>
    public AppDb NewContext()
    {
        var options = new DbContextOptionsBuilder<AppDb>();
        Configure(options);
        return new AppDb(options.Options);
    }

    /// <summary>The names of the effects that are committed.</summary>
    public async Task<List<string>> EffectsAsync()
    {
        await using var context = NewContext();
        return await context.Effects.Select(effect => effect.Name).ToListAsync();
    }

    public abstract ValueTask DisposeAsync();

    protected virtual Task CreateAsync() => Task.CompletedTask;
}
