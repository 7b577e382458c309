using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace Illow.AspNetCore.OpenApi;

/// <summary>Every answer that a sender may get: the handlers' own, and those that the receiver gives by itself.</summary>
internal static class DescribedAnswers
{
    internal static IEnumerable<ApiResponseType> Of(IReadOnlyList<DescribedHandler> handlers, ApiDescription url, WebhookSettings settings)
    {
        var recognisesRepetitions = settings.Idempotency.Enabled && handlers.SelectMany(handler => handler.Declarations).Any(declaration => declaration.Idempotent);
        var answers = handlers.SelectMany(handler => handler.Description.SupportedResponseTypes)
            .GroupBy(answer => (answer.IsDefaultResponse, answer.StatusCode))
            .ToDictionary(answer => answer.Key.IsDefaultResponse ? 0 : answer.Key.StatusCode, answer => Join([.. answer]));
        if (recognisesRepetitions)
        {
            Own(answers, StatusCodes.Status200OK).Description ??= "Handled, or a repetition of what was handled before, which has the header idempotent-replayed: true.";
        }

        if (settings.UnhandledEvents == IllowUnhandledEvents.Acknowledge && !TakesEveryEvent(handlers))
        {
            Own(answers, StatusCodes.Status204NoContent).Description ??= "Acknowledged: no handler takes this event here.";
        }

        var hasWebhookParameter = url.ParameterDescriptions.Any(parameter => parameter.Name.Equals(WebhookRoute.WebhookParameter, StringComparison.OrdinalIgnoreCase));
        foreach (var status in Answer.All.Where(Happens).GroupBy(answer => answer.Status))
        {
            answers.TryAdd(status.Key, Problem(status.Key));
            var titles = status.Select(answer => answer.Title);
            answers[status.Key].Description ??= string.Join(' ', status.Key == StatusCodes.Status500InternalServerError ? titles.Prepend("The handler failed.") : titles);
        }

        return answers.Values.OrderBy(answer => answer.IsDefaultResponse).ThenBy(answer => answer.StatusCode);

        bool Happens(Answer answer) =>
            answer != Answer.MethodNotAllowed
            && (answer != Answer.UnknownWebhook || hasWebhookParameter)
            && (answer != Answer.UnhandledEvent || (settings.UnhandledEvents == IllowUnhandledEvents.Reject && !TakesEveryEvent(handlers)))
            && ((answer != Answer.InProgress && answer != Answer.KeyReused && answer != Answer.NotRecorded) || recognisesRepetitions);
    }

    private static bool TakesEveryEvent(IReadOnlyList<DescribedHandler> handlers) =>
        handlers.SelectMany(handler => handler.Declarations).Any(declaration => declaration is { Events: [], Webhook: null });

    // A document has one shape for a status and media type: where handlers differ, it shows none
    private static ApiResponseType Join(IReadOnlyList<ApiResponseType> answers) => answers.All(answer => answer.Type == answers[0].Type)
        ? answers[0]
        : new ApiResponseType { StatusCode = answers[0].StatusCode, IsDefaultResponse = answers[0].IsDefaultResponse, Description = answers[0].Description };

    private static ApiResponseType Own(Dictionary<int, ApiResponseType> answers, int status)
    {
        answers.TryAdd(status, new ApiResponseType { StatusCode = status, Type = typeof(void), ModelMetadata = new DescribedModel(typeof(void)) });
        return answers[status];
    }

    private static ApiResponseType Problem(int status) => new()
    {
        StatusCode = status,
        Type = typeof(ProblemDetails),
        ModelMetadata = new DescribedModel(typeof(ProblemDetails)),
        ApiResponseFormats = { new ApiResponseFormat { MediaType = "application/problem+json" } },
    };
}
