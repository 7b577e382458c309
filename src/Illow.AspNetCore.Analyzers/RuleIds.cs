namespace Illow.AspNetCore.Analyzers;

/// <summary>By what a code fix knows the diagnostics that it fixes: their ids, and the properties that they carry.</summary>
internal static class RuleIds
{
    internal const string EventName = "ILLOW001";
    internal const string Rivals = "ILLOW002";
    internal const string HttpMethod = "ILLOW003";
    internal const string NoAction = "ILLOW004";
    internal const string MissingMiddleware = "ILLOW005";
    internal const string MisplacedMiddleware = "ILLOW006";
    internal const string Cancellation = "ILLOW007";
    internal const string OpenHandler = "ILLOW008";
    internal const string AsyncVoid = "ILLOW009";

    /// <summary>The name that was meant.</summary>
    internal const string SuggestionKey = "Suggestion";

    /// <summary>What has to become public: the method or its class.</summary>
    internal const string MakePublicKey = "MakePublic";
}
