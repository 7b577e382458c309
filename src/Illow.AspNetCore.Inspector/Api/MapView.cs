namespace Illow.AspNetCore.Inspector.Api;

/// <summary>The webhooks of the application as they are configured now.</summary>
internal sealed record MapView(
    IReadOnlyList<UrlView> Urls,
    IReadOnlyList<RegistrationView> Registrations,
    IReadOnlyList<string> Findings,
    SettingsView Settings,
    IReadOnlyList<SampleView> Samples,
    string? NoSamples);
