namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>What a conforming endpoint answers.</summary>
internal sealed record Expected(string Text, Func<Answered, bool> Fits)
{
    internal static readonly Expected Handled = new("2xx, handled or queued", answered => answered is { IsSuccess: true, Replayed: false });
    internal static readonly Expected Repetition = new("2xx, repetition", answered => answered is { IsSuccess: true, Replayed: true });
    internal static readonly Expected Unauthorized = Status(401);
    internal static readonly Expected BadRequest = Status(400);
    internal static readonly Expected NoSuccess = new("anything but 2xx", answered => answered is { Failure: null, IsSuccess: false });
    internal static readonly Expected MethodNotAllowed = new("405 with Allow", answered => answered is { Status: 405, HasAllow: true });

    internal static Expected Status(int status) => new($"{status}", answered => answered.Status == status);
}
