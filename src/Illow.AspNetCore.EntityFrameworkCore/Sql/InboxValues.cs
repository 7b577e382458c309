using System.Buffers.Binary;
using Illow.AspNetCore.EntityFrameworkCore.Model;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>What one run of a statement is about.</summary>
internal readonly record struct InboxValues
{
    internal long Now { get; init; }

    internal IllowDigest Scope { get; init; }

    internal IllowDigest BodyHash { get; init; }

    internal Guid Owner { get; init; }

    internal InboxState State { get; init; }

    internal TimeSpan Lasting { get; init; }

    internal TimeSpan IdleTransactionTimeout { get; init; }

    internal long Latest { get; init; }

    internal object Of(InboxParameter parameter) => parameter switch
    {
        InboxParameter.Scope => Scope.ToArray(),
        InboxParameter.BodyHash => BodyHash.ToArray(),
        InboxParameter.Owner => Owner,
        InboxParameter.State => (int)State,
        InboxParameter.Lasting => Lasting.Ticks / TimeSpan.TicksPerMicrosecond,
        InboxParameter.Now => Now,
        InboxParameter.LockKey => BinaryPrimitives.ReadInt64BigEndian(Scope.ToArray()),
        InboxParameter.IdleMilliseconds => IdleTransactionTimeout.Ticks / TimeSpan.TicksPerMillisecond,
        InboxParameter.Latest => Latest,
        _ => throw new ArgumentOutOfRangeException(nameof(parameter)),
    };
}
