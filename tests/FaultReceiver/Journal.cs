using System.Globalization;
using System.Text;

namespace Illow.AspNetCore.FaultReceiver;

/// <summary>Appends whole lines to a file that several processes share; a line is one write, so that a kill leaves no half of it.</summary>
internal sealed class Journal(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly Lock _writing = new();

    public void Dispose() => _file.Dispose();

    internal void Add(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line}\n"));
        lock (_writing)
        {
            _file.Seek(0, SeekOrigin.End);
            _file.Write(bytes);
        }
    }
}
