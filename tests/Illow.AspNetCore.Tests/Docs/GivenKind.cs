namespace Illow.AspNetCore.Tests.Docs;

/// <summary>Where a <see cref="Given"/> declaration belongs in a file.</summary>
internal enum GivenKind
{
    Statement,
    Type,
    Using,
}
