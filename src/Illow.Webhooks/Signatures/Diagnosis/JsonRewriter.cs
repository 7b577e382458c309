using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>Writes a JSON value again as another library would have written it.</summary>
internal sealed class JsonRewriter(JsonLayout layout, JsonTextStyle style)
{
    private readonly StringBuilder _result = new();

    /// <summary>How numbers are written. Default: as in the body.</summary>
    internal Func<JsonElement, string> Number { get; init; } = static number => number.GetRawText();

    /// <summary>The order of an object's members, by its depth. Default: as in the body.</summary>
    internal Func<IEnumerable<JsonProperty>, int, IEnumerable<JsonProperty>> Order { get; init; } = static (members, _) => members;

    internal byte[] Write(JsonElement element)
    {
        _result.Clear();
        Append(element, 0);
        return Encoding.UTF8.GetBytes(_result.ToString());
    }

    private void Append(JsonElement element, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(element, depth);
                break;
            case JsonValueKind.Array:
                AppendArray(element, depth);
                break;
            case JsonValueKind.String when style != JsonTextStyle.Kept:
                AppendText(element.GetString()!);
                break;
            case JsonValueKind.Number:
                _result.Append(Number(element));
                break;
            default:
                _result.Append(element.GetRawText());
                break;
        }
    }

    private void AppendObject(JsonElement element, int depth)
    {
        _result.Append('{');
        var isFirst = true;
        foreach (var member in Order(element.EnumerateObject(), depth))
        {
            Separate(ref isFirst, depth);
            if (style == JsonTextStyle.Kept)
            {
                _result.Append('"').Append(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member))).Append('"');
            }
            else
            {
                AppendText(member.Name);
            }

            _result.Append(layout.Colon);
            Append(member.Value, depth + 1);
        }

        Close('}', isFirst, depth);
    }

    private void AppendArray(JsonElement element, int depth)
    {
        _result.Append('[');
        var isFirst = true;
        foreach (var item in element.EnumerateArray())
        {
            Separate(ref isFirst, depth);
            Append(item, depth + 1);
        }

        Close(']', isFirst, depth);
    }

    private void AppendText(string text) => _result.Append('"').Append(JsonText.Escape(text, style)).Append('"');

    private void Separate(ref bool isFirst, int depth)
    {
        if (!isFirst)
        {
            _result.Append(layout.Comma);
        }

        isFirst = false;
        Break(depth + 1);
    }

    private void Close(char bracket, bool isEmpty, int depth)
    {
        if (!isEmpty)
        {
            Break(depth);
        }

        _result.Append(bracket);
    }

    private void Break(int depth)
    {
        if (layout.Indent is null)
        {
            return;
        }

        _result.Append('\n');
        for (var level = 0; level < depth; level++)
        {
            _result.Append(layout.Indent);
        }
    }
}
