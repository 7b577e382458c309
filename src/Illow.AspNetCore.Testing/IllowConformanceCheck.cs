namespace Illow.AspNetCore.Testing;

/// <summary>One thing that was tried on an endpoint.</summary>
/// <param name="Group">What it is about: genuine deliveries, signature, transport, envelope or repetition.</param>
/// <param name="Name">What was sent.</param>
/// <param name="Expected">What a conforming endpoint answers.</param>
/// <param name="Answered">What this one answered.</param>
/// <param name="Passed">Whether the two fit.</param>
public sealed record IllowConformanceCheck(string Group, string Name, string Expected, string Answered, bool Passed);
