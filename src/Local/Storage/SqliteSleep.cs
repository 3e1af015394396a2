using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FunctionsAsl.Local.Storage;

/// <summary>
/// The SQLite that the package brings is built without <c>usleep</c>: where it means to wait a microsecond for another connection it sleeps a
/// whole second, and a request with it. Its layer over the system (https://sqlite.org/c3ref/vfs.html) gets a sleep that keeps to the time.
/// </summary>
internal static unsafe partial class SqliteSleep
{
    private const int MicrosecondsPerMillisecond = 1000;

    /// <summary>Takes effect for all connections of this process; doing it again changes nothing.</summary>
    public static void Install()
    {
        Layer* layer = Find(null);
        if (layer is not null)
        {
            layer->Sleep = &Sleep;
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial Layer* Find(byte* name);

    /// <returns>The microseconds that it slept.</returns>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(Layer* layer, int microseconds)
    {
        int milliseconds = (microseconds + MicrosecondsPerMillisecond - 1) / MicrosecondsPerMillisecond;
        Thread.Sleep(milliseconds);
        return milliseconds * MicrosecondsPerMillisecond;
    }

    /// <summary><c>struct sqlite3_vfs</c>, as far as it is needed; it has been the same in all versions of SQLite 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Layer
    {
        private readonly int _version;
        private readonly int _fileSize;
        private readonly int _longestPath;
        private readonly nint _next;
        private readonly nint _name;
        private readonly nint _data;
        private readonly nint _open;
        private readonly nint _delete;
        private readonly nint _access;
        private readonly nint _fullPath;
        private readonly nint _libraryOpen;
        private readonly nint _libraryError;
        private readonly nint _librarySymbol;
        private readonly nint _libraryClose;
        private readonly nint _randomness;
        public delegate* unmanaged[Cdecl]<Layer*, int, int> Sleep;
    }
}
