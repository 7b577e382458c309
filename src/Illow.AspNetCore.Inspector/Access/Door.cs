using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>Stands before every endpoint of the inspector.</summary>
internal static class Door
{
    /// <summary>Lets in whoever may look.</summary>
    internal static RequestDelegate Guard(InspectorAccess access, RequestDelegate inside) => async context =>
    {
        SecurityHeaders.Apply(context.Response);
        if (await access.RefusalAsync(context) is { } refusal)
        {
            await InspectorEndpoints.RefuseAsync(context, StatusCodes.Status403Forbidden, refusal);
            return;
        }

        await inside(context);
    };

    /// <summary>As <see cref="Guard"/>, for what another origin's page must not read, whatever CORS the application has.</summary>
    internal static RequestDelegate GuardData(InspectorAccess access, RequestDelegate inside) => Guard(access, context =>
        CrossSite.IsForeign(context.Request)
            ? InspectorEndpoints.RefuseAsync(context, StatusCodes.Status403Forbidden, "This is for pages of the same origin.")
            : inside(context));

    /// <summary>As <see cref="Guard"/>, for what shows personal data or does something: asked for by the inspector's own page alone.</summary>
    internal static RequestDelegate GuardDeed(InspectorAccess access, RequestDelegate inside) => Guard(access, context =>
        CrossSite.IsSuspect(context.Request)
            ? InspectorEndpoints.RefuseAsync(context, StatusCodes.Status403Forbidden, "This is for the inspector's own page: same origin, with the header " + CrossSite.Header + ".")
            : inside(context));
}
