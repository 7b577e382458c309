using System.Text.Json.Serialization;

namespace Illow.AspNetCore.Inspector.Api;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeliveryContent))]
[JsonSerializable(typeof(MapView))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(StreamNews))]
[JsonSerializable(typeof(StreamStart))]
internal sealed partial class InspectorJsonContext : JsonSerializerContext;
