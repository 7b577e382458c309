namespace Illow.AspNetCore.Benchmarks.Guard;

/// <summary>One figure that must not get worse, and how far it may go.</summary>
internal sealed record Budget(string What, double Measured, double Limit, string Unit, bool AtLeast)
{
    internal bool Holds => AtLeast ? Measured >= Limit : Measured <= Limit;

    internal static Budget Bytes(string what, long measured, long limit) => new(what, measured, limit, "bytes", AtLeast: false);

    /// <summary>A limit with a margin below the goal of docs/performance.md, since two cores that others use make noise.</summary>
    internal static Budget Ratio(string what, double measured, double limit) => new(what, measured, limit, "", AtLeast: true);

    public override string ToString()
    {
        var (outcome, bound) = (Holds ? "holds " : "BROKEN", AtLeast ? "at least" : "at most");
        return FormattableString.Invariant($"{outcome}  {What,-62} {Measured,8:0.###} {Unit} ({bound} {Limit})");
    }
}
