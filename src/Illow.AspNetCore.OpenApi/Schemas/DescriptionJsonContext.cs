using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>The shapes that documents need and that an application compiled ahead does not bring itself.</summary>
[JsonSerializable(typeof(DateTimeOffset?))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(object))]
internal sealed partial class DescriptionJsonContext : JsonSerializerContext;
