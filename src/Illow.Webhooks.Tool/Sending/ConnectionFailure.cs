using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>Why there is no answer: a stable <paramref name="Name"/> for scripts, an <paramref name="Explanation"/> for people.</summary>
internal sealed record ConnectionFailure(string Name, string Explanation)
{
    internal static ConnectionFailure Timeout { get; } =
        new("Timeout", "There was no answer in time: a firewall may drop the packets, or the application hangs.");

    private static readonly ConnectionFailure Untrusted = new(
        "UntrustedCertificate",
        "The certificate is not trusted. For the development certificate run `dotnet dev-certs https --trust`; "
        + "on loopback, --accept-untrusted-certificate accepts it as it is.");

    private static readonly ConnectionFailure WrongName =
        new("CertificateForOtherHost", "The certificate is for another host name than the URL's.");

    private static readonly ConnectionFailure Expired =
        new("CertificateExpired", "The certificate has expired, or is not valid yet.");

    internal static ConnectionFailure Of(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => New(error, "The host name could not be resolved: check its spelling, and DNS."),
        HttpRequestError.ConnectionError =>
            New(error, "Nothing listens there: check that the application is running, and the URL's scheme and port."),
        HttpRequestError.SecureConnectionError =>
            New(error, "No secure connection could be established: check that the port speaks TLS."),
        HttpRequestError.ResponseEnded =>
            New(error, "The connection was closed without an answer: check that the port speaks HTTP, and the URL's scheme."),
        HttpRequestError.Unknown => new("NoHttpAnswer", NoHttp),
        _ => New(error, NoHttp),
    };

    /// <summary>What a certificate was refused for.</summary>
    internal static ConnectionFailure Of(SslPolicyErrors errors, X509Chain? chain)
    {
        var hasExpired = chain?.ChainStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid) == true;
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? WrongName : hasExpired ? Expired : Untrusted;
    }

    private const string NoHttp = "There was no HTTP answer: check that the port speaks HTTP, and the URL's scheme.";

    private static ConnectionFailure New(HttpRequestError error, string explanation) => new(error.ToString(), explanation);
}
