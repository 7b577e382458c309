namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>The parameters that the inbox's statements take.</summary>
internal enum InboxParameter
{
    Scope,
    BodyHash,
    Owner,
    State,

    /// <summary>How long a lease or a retention is to last from now, in microseconds.</summary>
    Lasting,

    /// <summary>This host's time, where the database's is not known.</summary>
    Now,

    /// <summary>What an advisory lock stands for: the first 64 bits of the scope.</summary>
    LockKey,

    /// <summary>How long a transaction may be left idle, in milliseconds.</summary>
    IdleMilliseconds,

    /// <summary>The latest end that a batch of the clean-up deletes.</summary>
    Latest,

    /// <summary>The scopes of several steps, in one array.</summary>
    Scopes,

    /// <summary>Their bodies' hashes.</summary>
    BodyHashes,

    /// <summary>Their owners.</summary>
    Owners,

    /// <summary>What their advisory locks stand for.</summary>
    LockKeys,
}
