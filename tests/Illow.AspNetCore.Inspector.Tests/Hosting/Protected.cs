using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Inspector.Tests.Hosting;

/// <summary>An application outside Development whose policy "Admins" lets the user "ada" in.</summary>
internal static class Protected
{
    internal static InspectorPlan Plan => new()
    {
        Environment = "Production",
        Services = services => AddAuthorization(services),
        Map = app => app.MapIllowInspector(policy: "Admins"),
    };

    internal static void AddAuthorization(IServiceCollection services, Action<AuthorizationOptions>? configure = null)
    {
        services.AddAuthentication(UserHeader.SchemeName).AddScheme<AuthenticationSchemeOptions, UserHeader>(UserHeader.SchemeName, null);
        services.AddAuthorization(options =>
        {
            options.AddPolicy("Admins", policy => policy.RequireUserName("ada"));
            configure?.Invoke(options);
        });
    }
}
