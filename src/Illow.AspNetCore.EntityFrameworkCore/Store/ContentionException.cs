using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// The database gave a step of the inbox up for the sake of another: the victim of a deadlock, or of a lock that was waited for too long.
/// Derived from what execution strategies look into for a transient fault.
/// </summary>
internal sealed class ContentionException(DbException exception) : DbUpdateException(exception.Message, exception);
