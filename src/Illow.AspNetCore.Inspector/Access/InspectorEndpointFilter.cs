using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>What every endpoint of the inspector requires before it runs.</summary>
internal static class InspectorEndpointFilter
{
    /// <summary>Requires that the user may see the inspector.</summary>
    internal static RequestDelegate RequireAccess(InspectorAccess access, RequestDelegate next) => async context =>
    {
        SecurityHeaders.Apply(context.Response);
        if (await access.RefusalAsync(context) is { } refusal)
        {
            await InspectorEndpoints.RefuseAsync(context, StatusCodes.Status403Forbidden, refusal);
            return;
        }

        await next(context);
    };

    /// <summary>As <see cref="RequireAccess"/>, for data that no other origin's page may read, whatever CORS the application has.</summary>
    internal static RequestDelegate RequireSameOrigin(InspectorAccess access, RequestDelegate next) => RequireAccess(access, context =>
        CrossOriginCheck.IsCrossOrigin(context.Request)
            ? InspectorEndpoints.RefuseAsync(context, StatusCodes.Status403Forbidden, "This is for pages of the same origin.")
            : next(context));

    /// <summary>As <see cref="RequireAccess"/>, for what shows personal data or has an effect: only for the inspector's own page.</summary>
    internal static RequestDelegate RequireOwnPage(InspectorAccess access, RequestDelegate next) => RequireAccess(access, context =>
        CrossOriginCheck.IsOwnPage(context.Request)
            ? next(context)
            : InspectorEndpoints.RefuseAsync(
                context,
                StatusCodes.Status403Forbidden,
                $"This is for the inspector's own page: same origin, with the header {CrossOriginCheck.Header}."));
}
