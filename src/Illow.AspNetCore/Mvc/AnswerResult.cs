using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Mvc;

/// <summary>One of the receiver's own answers as an action's result.</summary>
internal sealed class AnswerResult(Answer answer, string? detail) : IActionResult
{
    internal static AnswerResult Of(MetadataMismatchException mismatch) => new(Answer.MalformedMetadata, Messages.MetadataMismatch(mismatch));

    public Task ExecuteResultAsync(ActionContext context) =>
        context.HttpContext.RequestServices.GetRequiredService<AnswerWriter>().WriteAsync(context.HttpContext, answer, detail);
}
