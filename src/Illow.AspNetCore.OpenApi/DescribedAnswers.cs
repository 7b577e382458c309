using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace Illow.AspNetCore.OpenApi;

/// <summary>Every answer that a sender may get: the handlers' own, and those that the receiver gives by itself.</summary>
internal static class DescribedAnswers
{
    internal static IEnumerable<ApiResponseType> Of(
        IReadOnlyList<DescribedHandler> handlers, ApiDescription url, IllowWebhooksOptions options)
    {
        var declarations = handlers.SelectMany(handler => handler.Declarations).ToList();
        var recognisesRepetitions = options.Idempotency.Enabled && declarations.Exists(declaration => declaration.Idempotent);
        var takesEveryEvent = declarations.Exists(declaration => declaration is { Events: [], Webhook: null });
        var answers = handlers.SelectMany(handler => handler.Description.SupportedResponseTypes)
            .GroupBy(answer => (answer.IsDefaultResponse, answer.StatusCode))
            .ToDictionary(answer => answer.Key.IsDefaultResponse ? 0 : answer.Key.StatusCode, answer => Join([.. answer]));
        if (recognisesRepetitions)
        {
            Own(answers, StatusCodes.Status200OK).Description ??=
                "Handled, or a repetition of what was handled before, which has the header idempotent-replayed: true.";
        }

        if (options.UnhandledEvents == IllowUnhandledEvents.Acknowledge && !takesEveryEvent)
        {
            Own(answers, StatusCodes.Status204NoContent).Description ??= "Acknowledged: no handler takes this event here.";
        }

        foreach (var problems in IllowWebhookProblem.All.Where(Happens).GroupBy(problem => problem.StatusCode))
        {
            answers.TryAdd(problems.Key, Problem(problems.Key));
            var titles = problems.Select(problem => problem.Title);
            answers[problems.Key].Description ??=
                string.Join(' ', problems.Key == StatusCodes.Status500InternalServerError ? titles.Prepend("The handler failed.") : titles);
        }

        return answers.Values.OrderBy(answer => answer.IsDefaultResponse).ThenBy(answer => answer.StatusCode);

        bool Happens(IllowWebhookProblem problem) => problem.Code switch
        {
            "method-not-allowed" => false,
            "unknown-webhook" => url.ParameterDescriptions.Any(DescribedParameters.IsWebhook),
            "unhandled-event" => options.UnhandledEvents == IllowUnhandledEvents.Reject && !takesEveryEvent,
            "in-progress" or "key-reused" or "not-recorded" => recognisesRepetitions,
            _ => true,
        };
    }

    // A document has one shape for a status and media type: where handlers differ, it shows none
    private static ApiResponseType Join(IReadOnlyList<ApiResponseType> answers)
    {
        var first = answers[0];
        return answers.All(answer => answer.Type == first.Type)
            ? first
            : new ApiResponseType
            {
                StatusCode = first.StatusCode,
                IsDefaultResponse = first.IsDefaultResponse,
                Description = first.Description,
            };
    }

    private static ApiResponseType Own(Dictionary<int, ApiResponseType> answers, int status)
    {
        answers.TryAdd(
            status, new ApiResponseType { StatusCode = status, Type = typeof(void), ModelMetadata = new DescribedModel(typeof(void)) });
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
