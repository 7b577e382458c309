using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Hosting;

internal static class MvcBuilderExtensions
{
    /// <summary>Lets an application see the given controllers and no other of the test assembly.</summary>
    internal static IMvcBuilder OnlyControllers(this IMvcBuilder mvc, IEnumerable<Type> controllers) =>
        mvc.ConfigureApplicationPartManager(manager =>
        {
            manager.ApplicationParts.Clear();
            manager.FeatureProviders.Add(new Only([.. controllers.Select(type => type.GetTypeInfo())]));
        });

    private sealed class Only(List<TypeInfo> controllers) : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature) =>
            controllers.ForEach(feature.Controllers.Add);
    }
}
