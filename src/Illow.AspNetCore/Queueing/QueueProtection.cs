using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Illow.AspNetCore.Queueing;

/// <summary>Encrypts bodies at rest with the application's Data Protection keys. Thread-safe.</summary>
internal sealed class QueueProtection(IServiceProvider services)
{
    private const string Purpose = "Illow.AspNetCore.Queue.v1";

    private readonly Lazy<IDataProtector?> _protector =
        new(() => services.GetService<IDataProtectionProvider>()?.CreateProtector(Purpose));

    internal bool IsAvailable => _protector.Value is not null;

    /// <exception cref="InvalidOperationException">The application has no Data Protection.</exception>
    internal byte[] Protect(byte[] body) =>
        _protector.Value?.Protect(body) ?? throw new InvalidOperationException(QueueMessages.NoDataProtection);

    /// <exception cref="IllowDeliveryRunException">The key that encrypted the body is not in the key ring.</exception>
    internal byte[] BodyOf(IllowQueuedDelivery delivery)
    {
        if (!delivery.IsProtected)
        {
            return delivery.Body;
        }

        try
        {
            return _protector.Value?.Unprotect(delivery.Body) ?? throw new IllowDeliveryRunException(QueueMessages.NoDataProtection);
        }
        catch (CryptographicException exception)
        {
            throw new IllowDeliveryRunException(QueueMessages.NotDecrypted, exception);
        }
    }
}
