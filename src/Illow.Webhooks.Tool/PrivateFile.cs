namespace Illow.Webhooks.Tool;

/// <summary>Makes files that only their owner may read and write (0600), from the beginning.</summary>
internal static class PrivateFile
{
    internal static FileStream Create(string path, bool overwrite)
    {
        // A mode counts only for a file that is made, so an old one goes first
        if (overwrite)
        {
            File.Delete(path);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
