namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>One browser for all of them, and nothing beside it: some look at the clock.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneBrowser : ICollectionFixture<Chromium>
{
    internal const string Name = "browser";
}
