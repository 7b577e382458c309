using Illow.AspNetCore.Fuzz.Targets;
using Illow.AspNetCore.Tests.Docs;

namespace Illow.AspNetCore.Tests.Fuzz;

/// <summary>The inputs that fuzzing found worth keeping, with every invariant of their target.</summary>
public sealed class CorpusReplayTests
{
    [Theory]
    [InlineData("header")]
    [InlineData("key")]
    [InlineData("envelope")]
    [InlineData("pipeline")]
    public void Run_EveryInputOfTheCorpus_HoldsTheInvariants(string name)
    {
        var target = FuzzTarget.All[name]();
        var failures = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "fuzz", "Corpus", name)).Order(StringComparer.Ordinal))
        {
            if (Record.Exception(() => target.Run(File.ReadAllBytes(file))) is { } exception)
            {
                failures.Add($"{Path.GetFileName(file)}: {exception.Message}");
            }
        }

        Assert.Empty(failures);
    }

    [Fact]
    public void Corpus_EveryTarget_HasInputs() =>
        Assert.All(FuzzTarget.All.Keys, name =>
            Assert.InRange(Directory.GetFiles(Path.Combine(Repository.Root, "fuzz", "Corpus", name)).Length, 8, 400));
}
