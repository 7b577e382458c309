namespace Illow.AspNetCore.Audit;

/// <summary>
/// Tells URLs of equal routes in several pipelines apart: what <c>Map("/a")</c> and <c>Map("/b")</c> took off the path, routing does not
/// see. The prefix itself would not do: a proxy or <c>UsePathBase()</c> can change it from request to request, and with it a repetition
/// would be a new event.
/// </summary>
internal sealed class BranchScopes
{
    private readonly Dictionary<(int Pipeline, string Scope), string> _further = [];
    private readonly Dictionary<string, (int Pipeline, int Count)> _seen = new(StringComparer.Ordinal);

    /// <summary>
    /// Adds a URL of a pipeline. The first pipeline that has it keeps the scope, so that a branch that is added later changes no other's.
    /// </summary>
    internal string Add(int pipeline, string scope)
    {
        if (!_seen.TryGetValue(scope, out var last) || last.Pipeline == pipeline)
        {
            _seen[scope] = (pipeline, Math.Max(last.Count, 1));
        }
        else
        {
            _seen[scope] = (pipeline, last.Count + 1);
            _further[(pipeline, scope)] = $"{scope} #{last.Count + 1}";
        }

        return Find(pipeline, scope);
    }

    internal string Find(int pipeline, string scope) =>
        _further.Count == 0 ? scope : _further.GetValueOrDefault((pipeline, scope), scope);
}
