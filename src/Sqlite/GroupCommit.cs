namespace FunctionsAsl.Sqlite;

/// <summary>
/// The one writer. Everything that waits to be written goes into one transaction, so that one flush to the disk serves many callers;
/// they are answered after the commit. A write that fails does not fail the others.
/// </summary>
internal sealed class GroupCommit : IDisposable
{
    // Bounds how long the first caller of a group waits for the last.
    private const int MaxGroup = 1000;

    private readonly Lock _lock = new();
    private readonly AutoResetEvent _pending = new(false);
    private readonly Queue<Write> _queue = new();
    private readonly WriteTables _tables;
    private readonly Func<SqliteException, Exception> _explain;
    private readonly Thread _thread;
    private volatile bool _refuses;
    private bool _closed;

    /// <param name="explain">Says of what SQLite refuses what callers are told.</param>
    public GroupCommit(WriteTables tables, Func<SqliteException, Exception> explain)
    {
        _tables = tables;
        _explain = explain;
        _thread = new Thread(Loop) { IsBackground = true, Name = "asl store" };
        _thread.Start();
    }

    /// <summary>Whether SQLite has refused to write something, as where the disk is full, and nobody has found since that it can be written again.</summary>
    public bool Refuses
    {
        get => _refuses;
        set => _refuses = value;
    }

    /// <summary>Runs <paramref name="write"/> in a transaction, possibly twice; completes once that is committed.</summary>
    public Task<T> Run<T>(Func<WriteTables, T> write)
    {
        var added = new Write<T>(write);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _queue.Enqueue(added);
            if (_queue.Count == 1)
            {
                _pending.Set();
            }
        }

        return added.Done;
    }

    /// <summary>Writes what is waiting, and ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _pending.Set();
        }

        _thread.Join();
        _pending.Dispose();
        _tables.Dispose();
    }

    private void Loop()
    {
        List<Write> group = [];
        while (Take(group))
        {
            try
            {
                Commit(group);
            }
            catch (Exception) when (group.Count > 1)
            {
                // Who is to blame is found out by giving each its own transaction.
                foreach (Write write in group)
                {
                    CommitAlone(write);
                }
            }
            catch (Exception e)
            {
                Fail(group[0], e);
            }
        }
    }

    private bool Take(List<Write> group)
    {
        group.Clear();
        while (true)
        {
            lock (_lock)
            {
                while (group.Count < MaxGroup && _queue.TryDequeue(out Write? write))
                {
                    group.Add(write);
                }

                if (group.Count > 0 || _closed)
                {
                    return group.Count > 0;
                }
            }

            _pending.WaitOne();
        }
    }

    private void CommitAlone(Write write)
    {
        try
        {
            Commit([write]);
        }
        catch (Exception e)
        {
            Fail(write, e);
        }
    }

    private void Fail(Write write, Exception e)
    {
        if (e is SqliteException)
        {
            _refuses = true;
        }

        write.Fail(e is SqliteException sqlite ? _explain(sqlite) : e);
    }

    private void Commit(List<Write> group)
    {
        try
        {
            _tables.Begin();
            foreach (Write write in group)
            {
                write.Run(_tables);
            }

            _tables.Commit();
        }
        catch
        {
            _tables.Rollback();
            throw;
        }

        foreach (Write write in group)
        {
            write.Complete();
        }
    }

    private abstract class Write
    {
        public abstract void Run(WriteTables tables);

        public abstract void Complete();

        public abstract void Fail(Exception e);
    }

    private sealed class Write<T>(Func<WriteTables, T> write) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Done => _done.Task;

        public override void Run(WriteTables tables) => _result = write(tables);

        public override void Complete() => _done.SetResult(_result);

        public override void Fail(Exception e) => _done.SetException(e);
    }
}
