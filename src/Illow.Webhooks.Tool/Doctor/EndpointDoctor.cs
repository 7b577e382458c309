using System.Net;
using System.Text;
using Illow.AspNetCore.Testing;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>Sends an endpoint what it has to refuse and, where a private key is given, all that the conformance kit has.</summary>
internal sealed class EndpointDoctor(Sender sender, Uri url, IllowDeliveryOptions delivery, List<Finding> findings)
{
    private const string Subject = "endpoint";
    private const string Scheme = "Illow-Signature";

    /// <returns>Whether the endpoint answered at all.</returns>
    internal async Task<bool> ExamineAsync(CancellationToken cancellationToken)
    {
        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
        {
            findings.Add(new(
                Severity.Warning,
                Subject,
                "NoTls",
                "The URL is plain http: deliveries hold personal data, which everybody on the way can read."));
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
            return Unreached(sender.Explain(exception));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreached(ConnectionFailure.Timeout);
        }
    }

    internal async Task ConformAsync(IllowTestKey key, string @event, CancellationToken cancellationToken)
    {
        var options = new IllowConformanceOptions { EventName = @event, Delivery = delivery with { Key = key, Path = url.OriginalString } };
        var report = await IllowConformance.RunAsync(sender.Client, options, cancellationToken);
        if (!report.Checks[0].Passed)
        {
            findings.Add(new(
                Severity.Problem,
                "conformance",
                "GenuineRefused",
                $"A delivery signed with this key was answered {report.Checks[0].Answered}: send one with `illow-webhooks send` to see "
                + "why. The other checks would say little."));
            return;
        }

        findings.AddRange(report.Failures.Select(check =>
            new Finding(Severity.Problem, $"{check.Group}: {check.Name}", "NotConforming", $"expected {check.Expected}, "
                + $"answered {check.Answered}.")));
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
            401 when schemes == Scheme => new(
                Severity.Fine, Subject, "RefusesUnsigned", "A delivery without a signature is answered 401, as it should be."),
            401 => Problem(
                "OtherAuthentication",
                $"The 401 does not come from the receiver (it asks for {(schemes.Length > 0 ? schemes : "no scheme")}): "
                + "a proxy or the application's own authentication answers first."),
            403 => Problem(
                "Forbidden",
                "403 for an unsigned delivery: a firewall, a proxy or a policy of the application answers before the receiver."),
            404 => Problem(
                "NotFound",
                "404: nothing is mapped at this path. Compare it with Illow:Path (/webhooks/illow unless set) and the routes of the "
                + "handlers."),
            405 => Problem("NoPost", "405: this path does not accept POST, so there is no handler with [IllowWebhook]."),
            >= 200 and < 300 => Problem(
                "AcceptsUnsigned", $"{status} for a delivery without a signature: what answers here verifies nothing."),
            >= 300 and < 400 => Problem("Redirects", $"{status}: {Redirect(response)}"),
            413 => Problem("BodyLimit", "413 for two bytes: a limit of a proxy or of the application is too low."),
            429 => Problem("RateLimit", "429: a rate limit answers before the receiver."),
            502 or 504 => Problem("Gateway", $"{status}: a proxy answers, and does not reach the application."),
            503 => Problem(
                "Unavailable",
                "503: the application is starting or stopping, its keys or store could not be reached, or its platform refuses the hash. "
                + "See its log and health check."),
            >= 500 => Problem(
                "ServerError",
                $"{status}: the application fails before it verifies. "
                + "Check that app.UseIllowWebhooks() is called, after UseRouting(), and see its log."),
            _ => Problem(
                "OtherAnswer", $"{status} for an unsigned delivery, where the receiver answers 401: something else answers here."),
        });
    }

    private async Task ForgedAsync(CancellationToken cancellationToken)
    {
        using var stranger = new IllowTestKey();
        using var response = await SendAsync(
            HttpMethod.Post, "application/json", stranger.Sign("{}"u8, delivery.HashAlgorithm!.Value), cancellationToken);
        Expect(HttpStatusCode.Unauthorized, response, "ForgedAnswer", "a delivery signed with an unknown key");
    }

    private async Task TextAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, "text/plain", null, cancellationToken);
        Expect(HttpStatusCode.UnsupportedMediaType, response, "MediaTypeAnswer", "a body that is not JSON");
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
            var severity = status is >= 200 and < 300 ? Severity.Problem : Severity.Warning;
            findings.Add(new(severity, Subject, cause, $"{status} for {what}, where the receiver answers {(int)expected}."));
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string mediaType, string? signature, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, url) { Content = new StringContent("{}", Encoding.UTF8, mediaType) };
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation(delivery.SignatureHeader!, signature);
        }

        return sender.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static Finding Problem(string cause, string text) => new(Severity.Problem, Subject, cause, text);

    private string Redirect(HttpResponseMessage response) => Sender.LocationOf(response, url) is { } target
        ? $"the endpoint redirects to {target}, which a sender of webhooks does not follow. Register that URL in illow."
        : "the endpoint redirects without saying where, which a sender of webhooks does not follow.";

    private bool Unreached(ConnectionFailure failure)
    {
        findings.Add(new(Severity.Problem, Subject, failure.Name, failure.Explanation));
        return false;
    }
}
