namespace Illow.AspNetCore.EntityFrameworkCore.Model;

/// <summary>What a record says, for as long as it has not ended. The numbers are in databases: they stay.</summary>
internal enum InboxState
{
    Claimed = 1,
    Completed = 2,
}
