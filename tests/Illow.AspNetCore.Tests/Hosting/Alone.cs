namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>Tests that measure time or memory: none runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
