using System.Text.Json;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// The metadata of a verified event does not fit the handler's type. Carries no text of the JSON exception, which may quote the
/// metadata; only where in the type it went wrong.
/// </summary>
internal sealed class MetadataMismatchException : Exception
{
    internal MetadataMismatchException(Type type, JsonException exception)
        : base($"The metadata does not fit {type.Name}.")
    {
        MetadataType = type;
        // A path names members of the sender's JSON: how deep it lies is all that is safe to tell
        Line = exception.LineNumber;
        BytePosition = exception.BytePositionInLine;
    }

    internal Type MetadataType { get; }

    internal long? Line { get; }

    internal long? BytePosition { get; }
}
