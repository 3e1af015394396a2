namespace FunctionsAsl.Local.Storage;

/// <summary>A data file that this process, and no other, holds; opens connections to it.</summary>
internal sealed class DataFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;

    private DataFile(string path, FileStream held)
    {
        _path = path;
        _lock = held;
    }

    /// <summary>Opens the file, or creates it with the directories it needs.</summary>
    /// <exception cref="DataFileException">It cannot be used.</exception>
    public static (DataFile File, SqliteConnection Writer) Open(string path)
    {
        path = Path.GetFullPath(path);
        var file = new DataFile(path, Lock(path));
        SqliteConnection? writer = null;
        try
        {
            if (!File.Exists(path))
            {
                Create(path);
            }

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
            Schema.Prepare(writer, path);
            return (file, writer);
        }
        catch (Exception e)
        {
            writer?.Dispose();
            file.Dispose();
            throw e is SqliteException sqlite ? new DataFileException($"{path} cannot be used as a data file: {sqlite.Message}", e) : e;
        }
    }

    public SqliteConnection ConnectReader()
    {
        SqliteConnection reader = Connect(_path, SqliteOpenMode.ReadWrite);
        Schema.Execute(reader, "PRAGMA query_only = ON; PRAGMA cache_size = -4096;");
        return reader;
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Makes a new file under another name, so that there is a whole one or none; then one flush is enough.</summary>
    private static void Create(string path)
    {
        string draft = path + "-new";
        File.Delete(draft);
        using (SqliteConnection connection = Connect(draft, SqliteOpenMode.ReadWriteCreate))
        {
            Schema.Execute(connection, "PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;");
            Schema.Prepare(connection, path);
        }

        using (FileStream whole = File.OpenWrite(draft))
        {
            whole.Flush(flushToDisk: true);
        }

        File.Move(draft, path);
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(text.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>The system lets go of the lock when the process ends, however it ends.</summary>
    private static FileStream Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FileStream(path + "-lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path + "-lock"))
        {
            throw new DataFileException($"{path} is in use by another process.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path} cannot be opened: {e.Message}", e);
        }
    }
}
