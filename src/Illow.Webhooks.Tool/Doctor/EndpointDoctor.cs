using System.Net;
using System.Text;
using Illow.AspNetCore.Testing;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>Knocks at an endpoint with deliveries that it has to refuse and, where a private key is given, with all that the conformance kit knows.</summary>
internal sealed class EndpointDoctor(HttpClient client, Uri url, string signatureHeader, List<Finding> findings)
{
    private const string Subject = "endpoint";
    private const string Scheme = "Illow-Signature";

    /// <returns>Whether the endpoint answered at all.</returns>
    internal async Task<bool> ExamineAsync(CancellationToken cancellationToken)
    {
        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
        {
            findings.Add(new(Severity.Warning, Subject, "NoTls", "The URL is plain http: deliveries hold personal data, and everybody on the way can read them."));
        }

        try
        {
            await UnsignedAsync(cancellationToken);
            await ForgedAsync(cancellationToken);
            await TextAsync(cancellationToken);
            await PutAsync(cancellationToken);
            return true;
        }
        catch (HttpRequestException exception)
        {
            findings.Add(new(Severity.Problem, Subject, exception.HttpRequestError.ToString(), Explain(exception.HttpRequestError)));
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            findings.Add(new(Severity.Problem, Subject, "Timeout", "No answer in time: a firewall may drop the packets, or the application hangs."));
            return false;
        }
    }

    internal async Task ConformAsync(IllowTestKey key, string @event, CancellationToken cancellationToken)
    {
        var options = new IllowConformanceOptions { EventName = @event, Delivery = new() { Key = key, Path = url.ToString() } };
        var report = await IllowConformance.RunAsync(client, options, cancellationToken);
        if (!report.Checks[0].Passed)
        {
            findings.Add(new(Severity.Problem, "conformance", "GenuineRefused", $"A delivery signed with this key was answered {report.Checks[0].Answered}: send one with `illow-webhooks send` to see why. The other checks would say little."));
            return;
        }

        findings.AddRange(report.Failures.Select(check =>
            new Finding(Severity.Problem, $"{check.Group}: {check.Name}", "NotConforming", $"expected {check.Expected}, answered {check.Answered}.")));
        if (report.Passed)
        {
            findings.Add(new(Severity.Fine, "conformance", "Conforming", $"All {report.Checks.Count} checks passed."));
        }
    }

    private async Task UnsignedAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, "application/json", null, cancellationToken);
        var status = (int)response.StatusCode;
        var schemes = string.Join(", ", response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        findings.Add(status switch
        {
            401 when schemes == Scheme => new(Severity.Fine, Subject, "RefusesUnsigned", "A delivery without a signature is answered 401, as it should be."),
            401 => Problem("OtherAuthentication", $"401 comes from something else than the receiver (it asks for {(schemes.Length > 0 ? schemes : "no scheme")}): a proxy, or the application's own authentication stands before it."),
            403 => Problem("Forbidden", "403 for an unsigned delivery: a firewall, a proxy or a policy of the application stands before the receiver."),
            404 => Problem("NotFound", "404: nothing is mapped at this path. Compare it with Illow:Path (/webhooks/illow unless set) and the routes of the handlers."),
            405 => Problem("NoPost", "405: this path takes no POST, so no handler with [IllowWebhook] is there."),
            >= 200 and < 300 => Problem("AcceptsUnsigned", $"{status} for a delivery without a signature: what answers here verifies nothing."),
            >= 300 and < 400 => Problem("Redirects", $"{status}: the endpoint redirects{To(response)}. A sender of webhooks does not follow that; register the final URL in illow."),
            413 => Problem("BodyLimit", "413 for two bytes: a proxy or the application's limits are set too low."),
            429 => Problem("RateLimit", "429: a rate limit stands before the receiver."),
            502 or 504 => Problem("Gateway", $"{status}: a proxy answers, and does not reach the application."),
            503 => Problem("Unavailable", "503: the application is starting or stopping, its keys or store cannot be reached, or its platform refuses the hash. Its log and health check say which."),
            >= 500 => Problem("ServerError", $"{status}: the application fails before it verifies. Is app.UseIllowWebhooks() called, after UseRouting()? Its log says."),
            _ => Problem("OtherAnswer", $"{status} for an unsigned delivery, where the receiver answers 401: something else answers here."),
        });
    }

    private async Task ForgedAsync(CancellationToken cancellationToken)
    {
        using var stranger = new IllowTestKey();
        using var response = await SendAsync(HttpMethod.Post, "application/json", stranger.Sign("{}"), cancellationToken);
        Expect(HttpStatusCode.Unauthorized, response, "ForgedAnswer", "a delivery signed with an unknown key");
    }

    private async Task TextAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, "text/plain", null, cancellationToken);
        Expect(HttpStatusCode.UnsupportedMediaType, response, "MediaTypeAnswer", "a body that is no JSON");
    }

    private async Task PutAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Put, "application/json", null, cancellationToken);
        Expect(HttpStatusCode.MethodNotAllowed, response, "MethodAnswer", "PUT");
    }

    private void Expect(HttpStatusCode expected, HttpResponseMessage response, string cause, string what)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode == expected)
        {
            findings.Add(new(Severity.Fine, Subject, cause, $"{status} for {what}, as it should be."));
        }
        else
        {
            findings.Add(new(status is >= 200 and < 300 ? Severity.Problem : Severity.Warning, Subject, cause, $"{status} for {what}, where the receiver answers {(int)expected}."));
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string mediaType, string? signature, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, url) { Content = new StringContent("{}", Encoding.UTF8, mediaType) };
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation(signatureHeader, signature);
        }

        return client.SendAsync(request, cancellationToken);
    }

    private static Finding Problem(string cause, string text) => new(Severity.Problem, Subject, cause, text);

    private static string To(HttpResponseMessage response) =>
        response.Headers.Location is { IsAbsoluteUri: true } location ? $" to {location.GetLeftPart(UriPartial.Path)}" : "";

    private static string Explain(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "The host's name has no address: check its spelling and DNS.",
        HttpRequestError.ConnectionError => "Nobody listens there: is the application running, and the port right?",
        HttpRequestError.SecureConnectionError => "No secure connection: the certificate is not trusted, expired or for another name, or the port speaks no TLS.",
        HttpRequestError.ResponseEnded => "The connection was closed without an answer: does the port speak HTTP, and this scheme?",
        _ => "No HTTP answer: does the port speak HTTP, and this scheme?",
    };
}
