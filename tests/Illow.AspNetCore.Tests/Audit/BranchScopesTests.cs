using Illow.AspNetCore.Audit;

namespace Illow.AspNetCore.Tests.Audit;

/// <summary>A URL keeps its scope while the application runs: another one would be another event, or the same as somebody else's.</summary>
public sealed class BranchScopesTests
{
    [Fact]
    public void Add_EqualUrlOfAnotherPipeline_IsNumbered()
    {
        var scopes = new BranchScopes();

        Assert.Equal(["/hooks", "/hooks", "/hooks #2", "/hooks #3"], [
            scopes.Add(0, "/hooks"), scopes.Add(0, "/hooks"), scopes.Add(1, "/hooks"), scopes.Add(2, "/hooks")]);
        Assert.Equal("/hooks #2", scopes.Find(1, "/hooks"));
    }

    [Fact]
    public void Add_UrlOfAnEarlierPipelineThatComesLater_ChangesNoOthers()
    {
        var before = new BranchScopes();
        before.Add(1, "/hooks");

        var after = new BranchScopes(before);
        Assert.Equal("/hooks #2", after.Add(0, "/hooks"));
        Assert.Equal("/hooks", after.Add(1, "/hooks"));
        Assert.Equal("/hooks", before.Find(0, "/hooks"));

        // And back again, when what came has gone and comes once more
        var again = new BranchScopes(after);
        Assert.Equal("/hooks", again.Add(1, "/hooks"));
        Assert.Equal("/hooks #2", again.Add(0, "/hooks"));
    }
}
