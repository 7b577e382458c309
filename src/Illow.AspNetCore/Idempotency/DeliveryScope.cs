using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Illow.AspNetCore.Configuration;

namespace Illow.AspNetCore.Idempotency;

/// <summary>
/// Hashes what makes two deliveries the same event. Every part is preceded by its length: "a:b" and "c" are not "a" and "b:c".
/// </summary>
internal static class DeliveryScope
{
    private const int OnStack = 1024;

    /// <summary>
    /// The scope of a run from the queue: a sibling of the delivery's, whose claim was completed when the queue had taken it.
    /// </summary>
    internal static IllowDigest OfRun(string application, string url, IllowEnvelope envelope)
    {
        Span<byte> parts = stackalloc byte[IllowDigest.Length + RunMark.Length];
        Of(application, url, envelope).CopyTo(parts);
        RunMark.CopyTo(parts[IllowDigest.Length..]);
        return IllowDigest.Of(parts);
    }

    private static ReadOnlySpan<byte> RunMark => "run"u8;

    /// <param name="application">Tells applications apart that share a store.</param>
    /// <param name="url">The route in lower case with its hosts, so that another spelling of the path is no other scope.</param>
    /// <param name="envelope">The verified delivery.</param>
    internal static IllowDigest Of(string application, string url, IllowEnvelope envelope)
    {
        var characters = application.Length + envelope.Webhook.Length + url.Length + envelope.Event.Length
            + envelope.CompanyId.Length + envelope.SiteId.Length + envelope.IdempotencyKey.Length;
        var most = (7 * sizeof(int)) + (3 * characters);
        byte[]? rented = null;
        Span<byte> buffer = most <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var length = 0;
            Append(buffer, ref length, application);
            AppendName(buffer, ref length, envelope.Webhook);
            Append(buffer, ref length, url);
            Append(buffer, ref length, envelope.Event);
            Append(buffer, ref length, envelope.CompanyId);
            Append(buffer, ref length, envelope.SiteId);
            Append(buffer, ref length, envelope.IdempotencyKey);
            return IllowDigest.Of(buffer[..length]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private static void Append(Span<byte> buffer, ref int length, ReadOnlySpan<char> part)
    {
        var written = Encoding.UTF8.GetBytes(part, buffer[(length + sizeof(int))..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[length..], written);
        length += sizeof(int) + written;
    }

    // As dictionaries of registrations compare them: a renamed "EU" must not forget what "eu" has done
    private static void AppendName(Span<byte> buffer, ref int length, string name)
    {
        Span<char> folded = name.Length <= WebhookName.MaximumLength ? stackalloc char[WebhookName.MaximumLength] : new char[name.Length];
        WebhookName.Fold(name, folded);
        Append(buffer, ref length, folded[..name.Length]);
    }
}
