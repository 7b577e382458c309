using Illow.AspNetCore.Middleware;

namespace Illow.AspNetCore;

/// <summary>A problem that the receiver answers with by itself, for whoever describes, counts or translates answers. Immutable.</summary>
public sealed class IllowWebhookProblem
{
    private IllowWebhookProblem(WebhookProblem problem)
    {
        Code = problem.Slug;
        Type = problem.Type;
        StatusCode = problem.Status;
        Title = problem.Title;
    }

    /// <summary>All problems, each once: a closed set.</summary>
    public static IReadOnlyList<IllowWebhookProblem> All { get; } = [.. WebhookProblem.All.Select(problem => new IllowWebhookProblem(problem))];

    /// <summary>The short name in logs and metrics, such as <c>invalid-signature</c>.</summary>
    public string Code { get; }

    /// <summary>The problem document's <c>type</c>: a URI that ends with <see cref="Code"/>.</summary>
    public string Type { get; }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>The problem document's <c>title</c>: one sentence in English.</summary>
    public string Title { get; }
}
