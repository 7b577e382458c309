using System.Text.Json.Serialization;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>What an application compiled ahead knows of JSON: its own types and nothing else.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConsentUpdated))]
internal sealed partial class AheadJsonContext : JsonSerializerContext;
