namespace Illow.AspNetCore.Tests.Faults;

/// <summary>What a sender got; 0 where the connection broke.</summary>
internal readonly record struct Reply(int Status, bool Replayed)
{
    internal static readonly Reply None = new(0, false);

    internal bool IsSuccess => Status is >= 200 and < 300;
}
