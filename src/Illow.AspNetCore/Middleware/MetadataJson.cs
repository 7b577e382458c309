using System.Globalization;
using System.Text.Json;
using Illow.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.Extensions.Options;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;
using MvcJsonOptions = Microsoft.AspNetCore.Mvc.JsonOptions;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// The application's JSON options for metadata: MVC's where an action takes it, those of minimal endpoints everywhere else.
/// </summary>
internal sealed class MetadataJson(IOptions<HttpJsonOptions> minimal, IOptions<MvcJsonOptions> mvc)
{
    internal JsonSerializerOptions Default => minimal.Value.SerializerOptions;

    internal JsonSerializerOptions For(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ActionDescriptor>() is null ? Default : mvc.Value.JsonSerializerOptions;
}

/// <summary>
/// The metadata of a verified event does not fit the handler's type. Carries no text of the JSON exception: its path names members of
/// the sender's JSON, and its message may quote them. Where it lies is all that is safe to tell.
/// </summary>
internal sealed class MetadataMismatchException(Type type, JsonException exception)
    : Exception(Messages.MetadataMismatch(type.Name, PositionOf(exception)))
{
    internal Type MetadataType { get; } = type;

    internal string Position { get; } = PositionOf(exception);

    // A converter that names its own path in its exception leaves both out
    private static string PositionOf(JsonException exception) =>
        exception is { LineNumber: { } line, BytePositionInLine: { } position }
            ? string.Create(CultureInfo.InvariantCulture, $"line {line}, byte {position} of the metadata")
            : "where in the metadata is not known";
}
