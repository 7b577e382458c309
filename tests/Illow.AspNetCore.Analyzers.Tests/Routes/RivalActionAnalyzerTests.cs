using Illow.AspNetCore.Analyzers.Routes;
using Illow.AspNetCore.Analyzers.Tests.Harness;

namespace Illow.AspNetCore.Analyzers.Tests.Routes;

public sealed class RivalActionAnalyzerTests
{
    [Theory]
    [MemberData(nameof(RouteCases.Rivals), MemberType = typeof(RouteCases))]
    public Task Rivals_AreReported(string controllers) => Verify<RivalActionAnalyzer>.LibraryAsync(RouteCases.Usings + controllers);

    [Theory]
    [MemberData(nameof(RouteCases.NoRivals), MemberType = typeof(RouteCases))]
    public Task NoRivals_AreNotReported(string controllers) => Verify<RivalActionAnalyzer>.LibraryAsync(RouteCases.Usings + controllers);

    [Theory]
    [MemberData(nameof(RouteCases.Rivals), MemberType = typeof(RouteCases))]
    public async Task Rivals_StopTheStart(string controllers) =>
        Assert.Contains("both take", await RealStart.ProblemAsync(RouteCases.Usings + controllers), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(RouteCases.NoRivals), MemberType = typeof(RouteCases))]
    public async Task NoRivals_Start(string controllers) => Assert.Null(await RealStart.ProblemAsync(RouteCases.Usings + controllers));

    [Fact]
    public Task Rivals_WhereAnAttributesTemplateIsNotToBeSeen_AreNotReported() =>
        Verify<RivalActionAnalyzer>.LibraryAsync(RouteCases.Usings + """
            public sealed class TenantRouteAttribute(string tenant) : RouteAttribute("tenants/" + tenant);
            public class AController : ControllerBase
            {
                [TenantRoute("a"), IllowWebhook("x.y")] public void One() { }
                [TenantRoute("b"), IllowWebhook("x.y")] public void Two() { }
            }
            """);

    [Fact]
    public Task Rivals_OfControllersThatAConventionMayPart_AreNotReported() =>
        Verify<RivalActionAnalyzer>.LibraryAsync(RouteCases.Usings + """
            public sealed class Prefix : Microsoft.AspNetCore.Mvc.ApplicationModels.IControllerModelConvention
            {
                public void Apply(Microsoft.AspNetCore.Mvc.ApplicationModels.ControllerModel controller) { }
            }
            [Route("h")] public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } }
            [Route("h")] public class BController : ControllerBase { [IllowWebhook("x.y")] public void One() { } }
            """);
}
