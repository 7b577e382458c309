using Illow.AspNetCore.Tests.Docs;
using PublicApiGenerator;

namespace Illow.AspNetCore.Tests.Api;

/// <summary>The public face changes on purpose or not at all.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(IllowWebhooksOptions))]
    [InlineData(typeof(DsrCreated))]
    public void PublicApi_OfThePackage_IsTheApprovedOne(Type type)
    {
        var assembly = type.Assembly;
        var received =
            assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        var name = $"tests/Illow.AspNetCore.Tests/Api/{assembly.GetName().Name}";
        var approvedFile = $"{name}.approved.txt";
        var receivedFile = $"{name}.received.txt";
        var approved = File.Exists(Repository.PathOf(approvedFile)) ? Repository.Read(approvedFile) : string.Empty;
        if (received == approved)
        {
            File.Delete(Repository.PathOf(receivedFile));
            return;
        }

        File.WriteAllText(Repository.PathOf(receivedFile), received);
        Assert.Fail(
            $"The public API has changed. Compare the two files; if every change is meant, accept it: mv {receivedFile} {approvedFile}");
    }
}
