using System.Text.Json.Serialization;

namespace Illow.Webhooks.Tests.Messages;

/// <summary>Stands for an app's own context, which must find the converter of a type that is not its own.</summary>
[JsonSerializable(typeof(DsrHolder))]
internal sealed partial class DsrContext : JsonSerializerContext;
