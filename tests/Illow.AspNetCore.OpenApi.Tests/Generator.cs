namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>Who writes the document.</summary>
public enum Generator
{
    /// <summary>Microsoft.AspNetCore.OpenApi.</summary>
    Microsoft,

    /// <summary>Swashbuckle.AspNetCore.</summary>
    Swashbuckle,
}
