using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>The controllers that the combinations of action routes are crossed with.</summary>
public static class RouteCombinationControllers
{
    public sealed class UnroutedController(Notes notes) : RouteCombinations(notes);

    [Route("ctl")]
    public sealed class RoutedController(Notes notes) : RouteCombinations(notes);

    [ApiController, Route("ctl")]
    public sealed class ApiRoutedController(Notes notes) : RouteCombinations(notes);

    [Route("[controller]")]
    public sealed class ControllerTokenController(Notes notes) : RouteCombinations(notes);

    [Route("[controller]/[action]")]
    public sealed class TokensController(Notes notes) : RouteCombinations(notes);

    [Area("admin"), Route("[area]/[controller]/[action]")]
    public sealed class AreaController(Notes notes) : RouteCombinations(notes);

    [Route("one"), Route("two")]
    public sealed class TwoRoutesController(Notes notes) : RouteCombinations(notes);

    [ApiController]
    public sealed class ApiUnroutedController(Notes notes) : RouteCombinations(notes);
}
