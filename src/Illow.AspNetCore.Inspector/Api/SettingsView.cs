namespace Illow.AspNetCore.Inspector.Api;

internal sealed record SettingsView(
    string SignatureHeader, string Hash, int MaximumBodySize, string? EventProperty, string UnhandledEvents, string? Store, string Retention, string? ReloadProblem, string? HostProblem);
