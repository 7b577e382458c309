namespace Illow.AspNetCore.FaultReceiver;

/// <summary>The visible effect of a handler: a row where the store is a database, a line of a shared file elsewhere.</summary>
internal sealed class Effects(FaultOptions options) : IDisposable
{
    private readonly Journal _file = new(options.Effects);

    public void Dispose() => _file.Dispose();

    internal async Task AddAsync(HttpContext context, IllowEnvelope envelope)
    {
        if (!StoreSetup.IsTransactional(options))
        {
            _file.Add(envelope.IdempotencyKey);
            return;
        }

        var db = context.RequestServices.GetRequiredService<AppDb>();
        db.Effects.Add(new Effect { Key = envelope.IdempotencyKey });
        await db.SaveChangesAsync();
    }
}
