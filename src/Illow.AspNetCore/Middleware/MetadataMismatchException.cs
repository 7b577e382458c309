using System.Text.Json;
using Illow.AspNetCore.Diagnostics;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// The metadata of a verified event does not fit the handler's type. Carries no text of the JSON exception: its path names members of
/// the sender's JSON, and its message may quote them. How deep it lies is all that is safe to tell.
/// </summary>
internal sealed class MetadataMismatchException(Type type, JsonException exception)
    : Exception(Messages.MetadataMismatch(type.Name, exception.LineNumber, exception.BytePositionInLine))
{
    internal Type MetadataType { get; } = type;

    internal long? Line { get; } = exception.LineNumber;

    internal long? BytePosition { get; } = exception.BytePositionInLine;
}
