namespace MinimalApiSample;

/// <summary>What this application reads of an event whose metadata illow does not document: so every member may be missing.</summary>
internal sealed record DsrUpdated(string? Id = null, string? RequestStatus = null);
