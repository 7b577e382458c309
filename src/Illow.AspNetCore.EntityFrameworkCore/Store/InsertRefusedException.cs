using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// The insert of a record failed, for whatever reason. What kind of error it is tells no provider-neutral code; whether the record is
/// there afterwards does. Derived from what execution strategies look into for a transient fault.
/// </summary>
internal sealed class InsertRefusedException(DbException exception) : DbUpdateException(exception.Message, exception);
