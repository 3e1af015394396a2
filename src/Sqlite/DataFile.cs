namespace FunctionsAsl.Sqlite;

/// <summary>A data file that this process, and no other, holds; opens connections to it.</summary>
internal sealed class DataFile : IDisposable
{
    // SQLITE_CORRUPT, SQLITE_NOTADB
    private const int Corrupt = 11;
    private const int NoDatabase = 26;

    /// <summary>Files of up to so many bytes are looked through at the start: that takes less than half a second.</summary>
    private const long CheckedBytes = 64 * 1024 * 1024;

    // Far behind all that a file has, and all that SQLite locks.
    private const long LockedByte = 1L << 60;

    private readonly string _path;
    private readonly FileStream _lock;

    private FileStream? _itself;

    private DataFile(string path, FileStream held)
    {
        _path = path;
        _lock = held;
    }

    /// <summary>Opens the file, or creates it with the directories it needs.</summary>
    /// <exception cref="DataFileException">It cannot be used.</exception>
    public static (DataFile File, SqliteConnection Writer) Open(string path)
    {
        path = Resolve(path);
        var file = new DataFile(path, Lock(path));
        SqliteConnection? writer = null;
        try
        {
            if (!File.Exists(path))
            {
                Create(path);
            }

            file._itself = LockItself(path);
            writer = Connect(path, SqliteOpenMode.ReadWrite);

            // Every commit is flushed to the disk (FULL): what was answered survives a power cut too, not only the death of the
            // process. It costs little, because one flush serves all writes that were waiting for it.
            Schema.Execute(
                writer,
                """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = 4000;
                PRAGMA journal_size_limit = 67108864;
                PRAGMA cache_size = -32768;
                PRAGMA temp_store = MEMORY;
                """);
            if (new FileInfo(path).Length <= CheckedBytes)
            {
                file.Check(writer);
            }

            Schema.Prepare(writer, path);
            return (file, writer);
        }
        catch (Exception e)
        {
            writer?.Dispose();
            file.Dispose();
            throw e switch
            {
                SqliteException sqlite => file.Explain(sqlite),
                IOException or UnauthorizedAccessException =>
                    new DataFileException($"{path} cannot be used as a data file: {e.Message}", e),
                _ => e,
            };
        }
    }

    /// <summary>What to tell of SQLite's refusal: which file it is of, and what to do.</summary>
    public DataFileException Explain(SqliteException e) => e.SqliteErrorCode is Corrupt or NoDatabase
        ? Damaged(e.Message, e)
        : new DataFileException($"{_path} cannot be used as a data file: {e.Message}", e);

    private DataFileException Damaged(string problem, Exception? inner) => new(
        $"{_path} cannot be used as a data file: it is none of SQLite, or damaged: {problem}. Start with a copy, or with what `sqlite3 FILE .recover` can read of it.", inner);

    public SqliteConnection ConnectReader()
    {
        SqliteConnection reader = Connect(_path, SqliteOpenMode.ReadWrite);
        Schema.Execute(reader, "PRAGMA query_only = ON; PRAGMA cache_size = -4096;");
        return reader;
    }

    public void Dispose()
    {
        // Behind the connections: the system lets go of SQLite's locks when any handle of the file is closed.
        _itself?.Dispose();
        _lock.Dispose();
    }

    /// <summary>Looks at the structure of tables and indexes; what stands in the rows is not looked at.</summary>
    private void Check(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is string found and not "ok")
        {
            throw Damaged(found.ReplaceLineEndings(" "), null);
        }
    }

    /// <summary>
    /// Keeps other processes away that open the file under another name (a hard link), where the system can; whoever copies it is not kept
    /// away. Also finds out whether the file can be written, which SQLite does only when it writes.
    /// </summary>
    private static FileStream LockItself(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (OperatingSystem.IsLinux())
            {
                stream.Lock(LockedByte, 1);
            }

            return stream;
        }
        catch (IOException e)
        {
            stream.Dispose();
            throw InUse(path, e);
        }
    }

    private static DataFileException InUse(string path, Exception e) => new($"{path} is in use by another process, as a server is that runs on it: stop that, or name another file.", e);

    /// <summary>The whole path, past symbolic links: what lies beside the file lies beside the file itself.</summary>
    private static string Resolve(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            return new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Makes a new file under another name, so that there is a whole one or none; then one flush is enough.</summary>
    private static void Create(string path)
    {
        string draft = path + "-new";
        File.Delete(draft);
        // What SQLite puts beside it gets the same rights.
        CreatePrivate(draft);
        using (SqliteConnection connection = Connect(draft, SqliteOpenMode.ReadWrite))
        {
            // What is deleted gives its place back only where the file was made so.
            Schema.Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;");
            Schema.Prepare(connection, path);
        }

        using (FileStream whole = File.OpenWrite(draft))
        {
            whole.Flush(flushToDisk: true);
        }

        File.Move(draft, path);
    }

    /// <summary>Makes an empty file that nobody else may read.</summary>
    internal static void CreatePrivate(string path) => new FileStream(path, Private(FileMode.CreateNew)).Dispose();

    internal static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(text.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>For a file that nobody else opens, and nobody else may read: payloads are nobody's business.</summary>
    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>The system lets go of the lock when the process ends, however it ends.</summary>
    private static FileStream Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FileStream(path + "-lock", Private(FileMode.OpenOrCreate));
        }
        catch (IOException e) when (File.Exists(path + "-lock"))
        {
            throw InUse(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path} cannot be opened: {e.Message}", e);
        }
    }
}
