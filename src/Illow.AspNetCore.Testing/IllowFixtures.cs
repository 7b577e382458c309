namespace Illow.AspNetCore.Testing;

/// <summary>Ready-made data. Every value is made up; the ids are UUIDs as in illow's other APIs.</summary>
public static class IllowFixtures
{
    /// <summary>The company of deliveries that name no other.</summary>
    public const string CompanyId = "0f8a2b5e-6c1d-4e3f-9a7b-2d4c6e8f0a1b";

    private static readonly DateTimeOffset At = new(2026, 1, 15, 9, 30, 0, TimeSpan.Zero);

    /// <summary>The site of deliveries that name no other.</summary>
    public const string SiteId = "7f2b9c4d-1e3a-4b5c-8d6e-9f0a1b2c3d4e";

    /// <summary>The metadata of <c>dsr.created</c> with every member set; change one with <c>with</c>.</summary>
    /// <param name="id">The request's id. Default: a fresh UUID.</param>
    public static DsrCreated DsrCreated(string? id = null) => Of<DsrCreated>(id);

    private static T Of<T>(string? id) =>
        (T)IllowEvents.Known.First(known => known.MetadataType == typeof(T)).CreateSample(id ?? Guid.NewGuid().ToString(), CompanyId, At);
}
