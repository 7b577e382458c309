namespace Illow.AspNetCore.Inspector.Api;

internal sealed record RegistrationView(
    string Name, IReadOnlyList<string> Events, IReadOnlyList<KeyView> Keys, bool PinsCompany, bool PinsSite, DateTimeOffset? LastVerified);
