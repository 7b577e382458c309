namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A fault of the database that passes.</summary>
public sealed class TransientFaultException() : Exception("A transient fault.");
