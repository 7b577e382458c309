namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>What a handler leaves behind. Its name is unique: a second one of the same name is the application's own violation.</summary>
public sealed class Effect
{
    public int Id { get; set; }

    public required string Name { get; set; }
}
