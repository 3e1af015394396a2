namespace FunctionsAsl.Sqlite;

/// <summary>
/// The tables of a data file. Parts of an execution (history, saved state) are numbered from 0 and keyed by the execution's row id
/// and their number in one integer, so that a whole execution lies together and needs no index.
/// </summary>
internal static class Schema
{
    /// <summary>How many bits of a key number the part; a history has at most 25,000 events.</summary>
    private const int PartBits = 20;

    /// <summary>How many bits of a key number the large value: one is at least 1 KiB, and 25,000 events hold less than 64 GiB.</summary>
    private const int ValueBits = 26;

    // "ASLS" in ASCII; tells our files from other SQLite files.
    private const long ApplicationId = 0x41534C53;

    /// <summary>The statements that bring a file from each version to the next; the number of them is the newest version.</summary>
    private static readonly string[] Migrations =
    [
        """
        -- What executions refer to: every version of a machine's record that there was, once.
        CREATE TABLE revisions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            hash BLOB NOT NULL UNIQUE,
            machine TEXT NOT NULL,
            record BLOB NOT NULL);
        CREATE INDEX revisions_by_machine ON revisions (machine);

        CREATE TABLE machines (arn TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE activities (arn TEXT PRIMARY KEY, record BLOB NOT NULL);

        -- The small columns come first: they are read and written without the input that follows.
        CREATE TABLE executions (
            id INTEGER PRIMARY KEY,
            arn TEXT NOT NULL UNIQUE,
            machine TEXT NOT NULL,
            revision INTEGER NOT NULL,
            status INTEGER NOT NULL,
            started INTEGER NOT NULL,
            outcome BLOB,
            beginning BLOB NOT NULL);
        CREATE INDEX executions_by_start ON executions (machine, started DESC, arn DESC);
        CREATE INDEX executions_by_status ON executions (machine, status, started DESC, arn DESC);
        CREATE INDEX executions_running ON executions (started) WHERE status = 0;

        -- Key: execution and first event id.
        CREATE TABLE history (key INTEGER PRIMARY KEY, count INTEGER NOT NULL, events BLOB NOT NULL);

        -- Key: execution and 0 for the snapshot, 1 and up for the changes since.
        CREATE TABLE states (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
        """,
        """
        DROP INDEX executions_running;
        CREATE INDEX executions_running ON executions (machine) WHERE status = 0;
        """,
        """
        -- All records by kind and ARN. One that is written anew gets a new id: what an id stands for never changes. Executions refer by
        -- it to revisions: to every version of a machine's record that there was, once; the key is ARN/HASH.
        CREATE TABLE records (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            value BLOB NOT NULL,
            UNIQUE (kind, key));
        INSERT INTO records (id, kind, key, value) SELECT id, 'revisions', machine || '/' || lower(hex(hash)), record FROM revisions;
        INSERT INTO records (kind, key, value)
            SELECT 'machines', machines.arn, revisions.record FROM machines JOIN revisions ON revisions.id = machines.revision;
        INSERT INTO records (kind, key, value) SELECT 'activities', arn, record FROM activities;
        DROP TABLE revisions;
        DROP TABLE machines;
        DROP TABLE activities;
        """,
        """
        -- What histories and states refer to. Key: execution and number.
        CREATE TABLE large_values (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
        """,
        """
        -- Running executions that need nothing before a time. They are not among the executions themselves: a row is written whole.
        CREATE TABLE resting (execution INTEGER PRIMARY KEY, wakes INTEGER NOT NULL);
        CREATE INDEX resting_by_time ON resting (wakes);
        """,
        """
        -- Those that run a version of their machine, and those that an alias led to it. The status is there so that lists of one status
        -- need no rows of others.
        ALTER TABLE executions ADD COLUMN version INTEGER;
        ALTER TABLE executions ADD COLUMN alias TEXT;
        CREATE INDEX executions_by_version ON executions (machine, version, started DESC, arn DESC, status) WHERE version IS NOT NULL;
        CREATE INDEX executions_by_alias ON executions (machine, alias, started DESC, arn DESC, status) WHERE alias IS NOT NULL;
        """,
        """
        -- That an execution was redriven.
        ALTER TABLE executions ADD COLUMN redrives BLOB;
        """,
        """
        -- The Map Run of a child, or the execution of a Map Run.
        ALTER TABLE executions ADD COLUMN owner TEXT;
        CREATE INDEX executions_by_owner ON executions (owner, started DESC, arn DESC, status) WHERE owner IS NOT NULL;
        """,
        """
        -- When an execution ended, for those that have. It is not stored but in the index: rows of older releases need not be written again.
        -- What cannot be read counts from its start, so that it is not kept for ever.
        ALTER TABLE executions ADD COLUMN stopped INTEGER GENERATED ALWAYS AS (
            coalesce(CASE WHEN json_valid(CAST(outcome AS TEXT)) THEN CAST(outcome AS TEXT) ->> 'stopDate' END, started)) VIRTUAL;
        CREATE INDEX executions_by_end ON executions (stopped) WHERE status <> 0;
        """,
        """
        -- What Map Runs over files keep beside their states. Key: execution and number.
        CREATE TABLE run_files (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
        """,
    ];

    /// <summary>The kind of the records that executions refer to.</summary>
    public const string Revisions = "revisions";

    /// <summary>The row of a record: kind, key.</summary>
    public const string FindRecord = "SELECT id, value FROM records WHERE kind = ?1 AND key = ?2";

    /// <summary>The row id of an execution: ARN.</summary>
    public const string FindExecution = "SELECT id FROM executions WHERE arn = ?1";

    /// <summary>The greatest number that a part of an execution can have.</summary>
    public const long LastPart = (1L << PartBits) - 1;

    /// <summary>
    /// The condition that the column <c>machine</c> is the parameter ?1 or a part of that machine: <c>ARN/LABEL</c>, the processor of
    /// a Distributed Map. 0 is the character behind /.
    /// </summary>
    public const string IsOfMachine = "(machine = ?1 OR (machine >= ?1 || '/' AND machine < ?1 || '0'))";

    /// <summary>The condition that an execution is a Map Run: only the ARNs of those have this type (<c>MapRunArn</c>).</summary>
    public const string IsMapRun = "(instr(machine, '/') > 0 AND instr(arn, ':mapRun:') > 0)";

    /// <summary>
    /// The condition that an execution runs and is no Map Run: only the ARNs of those have another type. The index of what runs shows that a
    /// machine is no part of one, and then no row is read.
    /// </summary>
    public const string IsOpen = "(status = 0 AND (instr(machine, '/') = 0 OR instr(arn, ':execution:') > 0))";

    /// <exception cref="ArgumentOutOfRangeException">An execution has no room for so many parts.</exception>
    public static long Key(long execution, long part)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, LastPart);
        return (execution << PartBits) | part;
    }

    /// <summary>The greatest number that a large value of an execution can have.</summary>
    public const long LastValue = (1L << ValueBits) - 1;

    /// <summary>The key of a large value.</summary>
    public static long ValueKey(long execution, long number) => (execution << ValueBits) | number;

    /// <summary>The key of a revision of a machine.</summary>
    /// <param name="hash">Of the saved record (<see cref="RecordSerializer.Hash"/>).</param>
    public static string RevisionKey(string arn, string hash) => $"{arn}/{hash}";

    public static long Part(long key) => key & LastPart;

    /// <summary>Refuses a file that has other tables than this program makes.</summary>
    /// <exception cref="DataFileException">As <see cref="Prepare"/>, or the file is older than this program.</exception>
    public static void CheckCurrent(SqliteConnection connection, string path)
    {
        long version = Check(connection, path);
        if (version == 0)
        {
            throw new DataFileException($"{path} is empty: no server has begun on it.");
        }

        if (version < Migrations.Length)
        {
            throw new DataFileException(
                $"{path} was written by an older version of asl: its schema is {version}, not {Migrations.Length}. Start asl serve on it once, or look at it with that version.");
        }
    }

    /// <summary>Creates the tables of a new file, brings those of an older one up to date, and refuses others.</summary>
    /// <exception cref="DataFileException">The file is none of ours, or newer than this program.</exception>
    public static void Prepare(SqliteConnection connection, string path)
    {
        long version = Check(connection, path);
        if (version < Migrations.Length)
        {
            Execute(
                connection,
                $"""
                BEGIN IMMEDIATE;
                {string.Concat(Migrations[(int)version..])}
                PRAGMA application_id = {ApplicationId};
                PRAGMA user_version = {Migrations.Length};
                COMMIT;
                """);
        }
    }

    /// <returns>The version of its tables; 0 where it has none yet.</returns>
    private static long Check(SqliteConnection connection, string path)
    {
        long application = Pragma(connection, "application_id");
        long version = Pragma(connection, "user_version");
        bool isNew = application == 0 && version == 0 && Number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && application != ApplicationId)
        {
            throw new DataFileException($"{path} is a SQLite file, but not one of asl.");
        }

        if (!isNew && version < 1)
        {
            throw new DataFileException($"{path} says that its schema is {version}, which there never was: it is damaged.");
        }

        if (version > Migrations.Length)
        {
            throw new DataFileException(
                $"{path} was written by a newer version of asl: its schema is {version}, this program knows up to {Migrations.Length}.");
        }

        return version;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Pragma(SqliteConnection connection, string name) => Number(connection, $"PRAGMA {name}");

    private static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
