namespace Illow.AspNetCore.Fuzz.Targets;

/// <summary>Something that takes any bytes. What must hold of every input is checked within; what does not hold is thrown.</summary>
internal abstract class FuzzTarget
{
    internal static readonly IReadOnlyDictionary<string, Func<FuzzTarget>> All = new Dictionary<string, Func<FuzzTarget>>
    {
        ["header"] = () => new HeaderTarget(),
        ["key"] = () => new KeyTarget(),
        ["envelope"] = () => new EnvelopeTarget(),
        ["pipeline"] = () => new PipelineTarget(),
    };

    /// <summary>Texts that a mutation may put in: what the format under test is made of.</summary>
    internal abstract IReadOnlyList<byte[]> Words { get; }

    /// <exception cref="FuzzFailureException">An invariant does not hold.</exception>
    internal abstract void Run(ReadOnlySpan<byte> input);

    private protected static void Hold(bool condition, string invariant)
    {
        if (!condition)
        {
            throw new FuzzFailureException(invariant);
        }
    }
}
