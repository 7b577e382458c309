namespace Illow.AspNetCore.Inspector.Api;

internal sealed record SampleView(string Registration, string Event, string Url);
