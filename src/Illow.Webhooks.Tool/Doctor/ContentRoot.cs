using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>The folder of the settings file, in the place of an application's content root.</summary>
internal sealed class ContentRoot(string path) : IHostEnvironment
{
    public string EnvironmentName { get; set; } = Environments.Production;

    public string ApplicationName { get; set; } = "illow-webhooks";

    public string ContentRootPath { get; set; } = path;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
