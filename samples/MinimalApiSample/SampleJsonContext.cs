using System.Text.Json.Serialization;

namespace MinimalApiSample;

/// <summary>Metadata of types of your own is read by code that is made while compiling.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DsrUpdated))]
internal sealed partial class SampleJsonContext : JsonSerializerContext;
