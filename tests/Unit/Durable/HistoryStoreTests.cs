using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Support.TaskHub;
using FunctionsAsl.Unit.Sqlite;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class HistoryStoreTests
{
    private static readonly ExecutionKey Key = new("m", "e", 1);

    private readonly MemoryBlobs _blobs = new();
    private readonly HistoryStore _store;

    public HistoryStoreTests() => _store = new HistoryStore(_blobs);

    [Fact]
    public async Task Appending_again_changes_nothing()
    {
        byte[] first = HistoryStore.ToLines(Sample.History(1, 3));
        byte[] second = HistoryStore.ToLines(Sample.History(4, 2));
        (long end, long written) = await _store.Append(Key, first, 0, default);
        Assert.Equal((first.Length, first.Length), (end, written));
        Assert.Equal((end, 0), await _store.Append(Key, first, 0, default));
        (long last, written) = await _store.Append(Key, second, end, default);
        Assert.Equal(second.Length, written);
        Assert.Equal((end, 0), await _store.Append(Key, first, 0, default));
        Assert.Equal((last, 0), await _store.Append(Key, second, end, default));
        Assert.Equal((long[])[1, 2, 3, 4, 5], await Ids(1, 100));
    }

    [Fact]
    public async Task Of_more_than_was_appended_only_the_rest_is_appended()
    {
        byte[] first = HistoryStore.ToLines(Sample.History(1, 3));
        await _store.Append(Key, first, 0, default);
        byte[] both = [.. first, .. HistoryStore.ToLines(Sample.History(4, 2))];
        Assert.Equal((both.Length, both.Length - first.Length), await _store.Append(Key, both, 0, default));
        Assert.Equal((long[])[1, 2, 3, 4, 5], await Ids(1, 100));
    }

    [Fact]
    public async Task What_should_be_before_it_must_be_there()
    {
        await _store.Append(Key, HistoryStore.ToLines(Sample.History(1, 1)), 0, default);
        HistoryConflictException conflict = await Assert.ThrowsAsync<HistoryConflictException>(
            async () => await _store.Append(Key, HistoryStore.ToLines(Sample.History(9, 1)), 10_000, default));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _store.Cut(conflict, default));
        Assert.Equal((long[])[1], await Ids(1, 10));
    }

    [Fact]
    public async Task What_another_decided_is_cut_off_however_often_that_is_begun()
    {
        byte[] first = HistoryStore.ToLines(Sample.History(1, 3));
        for (int fault = 1; ; fault++)
        {
            var blobs = new MemoryBlobs();
            var store = new HistoryStore(blobs);
            HistoryConflictException conflict = await ConflictAsync(store, first);
            int operations = 0;
            blobs.Operations.Decide = (_, _) => ++operations == fault ? StorageFault.After : StorageFault.None;
            bool failed = await Record.ExceptionAsync(async () => await store.Cut(conflict, default)) is IOException;
            blobs.Operations.Decide = static (_, _) => StorageFault.None;
            await AppendAsync(store, [.. first, .. Right], 0);
            Assert.Equal([1, 2, 3, 4, 5], (await store.Read(Key, 1, 10, long.MaxValue, default)).Select(static e => e.Id));
            if (!failed)
            {
                Assert.True(fault > 5);
                return;
            }
        }
    }

    [Fact]
    public async Task Two_that_cut_at_once_leave_what_either_would()
    {
        byte[] first = HistoryStore.ToLines(Sample.History(1, 3));
        for (int at = 1; at < 30; at++)
        {
            var blobs = new MemoryBlobs();
            var store = new HistoryStore(blobs);
            HistoryConflictException conflict = await ConflictAsync(store, first);

            // The second does all of it between two operations of the first.
            int operations = 0;
            blobs.Operations.Decide = (_, _) =>
            {
                if (++operations == at)
                {
                    store.Cut(conflict, default).AsTask().GetAwaiter().GetResult();
                    AppendAsync(store, Right, first.Length).GetAwaiter().GetResult();
                }

                return StorageFault.None;
            };
            await store.Cut(conflict, default);
            await AppendAsync(store, Right, first.Length);
            Assert.Equal([1, 2, 3, 4, 5], (await store.Read(Key, 1, 10, long.MaxValue, default)).Select(static e => e.Id));
        }
    }

    private static byte[] Right => HistoryStore.ToLines(Sample.History(4, 2));

    private static async Task<HistoryConflictException> ConflictAsync(HistoryStore store, byte[] first)
    {
        await store.Append(Key, (byte[])[.. first, .. HistoryStore.ToLines(Sample.History(4, 1))], 0, default);
        HistoryConflictException conflict = await Assert.ThrowsAsync<HistoryConflictException>(
            async () => await store.Append(Key, Right, first.Length, default));
        Assert.Equal((Key, first.Length), (conflict.Key, conflict.Position));
        return conflict;
    }

    /// <summary>Appends as a call that is made again does.</summary>
    private static async Task AppendAsync(HistoryStore store, byte[] lines, long position)
    {
        while (true)
        {
            try
            {
                await store.Append(Key, lines, position, default);
                return;
            }
            catch (HistoryConflictException e)
            {
                await store.Cut(e, default);
            }
        }
    }

    [Fact]
    public async Task Long_histories_go_in_by_parts_and_a_half_written_one_is_finished()
    {
        HistoryEvent[] events = [.. Enumerable.Range(1, 60).Select(static i => new HistoryEvent(
            i, i - 1, default, HistoryEventType.PassStateEntered, FunctionsAsl.Json.JsonMap.Of(("input", new string('x', 200_000)))))];
        int appends = 0;
        _blobs.Operations.Decide = (kind, _) => kind == "append" && ++appends == 4 ? StorageFault.After : StorageFault.None;
        await Assert.ThrowsAsync<IOException>(async () => await _store.Append(Key, events, 0, default));

        // A line may be half there.
        Assert.InRange((await _store.ReadEnd(Key, default)).Last!.Id, 1, 59);
        (long end, IReadOnlyList<HistoryEvent> written) = await _store.Append(Key, events, 0, default);
        Assert.InRange(written.Count, 1, 59);
        Assert.Equal(events[^written.Count..], written);
        (HistoryEvent? last, long length) = await _store.ReadEnd(Key, default);
        Assert.Equal((60, end), (last!.Id, length));
        Assert.Equal((long[])[58, 59, 60], await Ids(58, 100));
        Assert.Equal((long[])[1, 2], await Ids(1, 2));
    }

    [Fact]
    public async Task A_line_that_was_not_written_to_its_end_does_not_count()
    {
        byte[] lines = HistoryStore.ToLines(Sample.History(1, 3));
        await _store.Append(Key, lines.AsMemory(0, lines.Length - 1), 0, default);
        Assert.Empty(await Ids(1, 10));
        Assert.Null((await _store.ReadEnd(Key, default)).Last);
    }

    [Fact]
    public async Task What_was_never_written_is_empty()
    {
        Assert.Empty(await Ids(1, 10));
        Assert.Equal((null, 0), await _store.ReadEnd(Key, default));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(500)]
    [InlineData(3_000)]
    [InlineData(1_000_000)]
    public async Task Any_part_can_be_read_through_any_window(int window)
    {
        var random = new Random(window);
        long position = 0;
        int count = 0;
        while (count < 200)
        {
            int some = random.Next(1, 8);
            (position, _) = await _store.Append(Key, HistoryStore.ToLines(Sample.History(count + 1, some)), position, default);
            count += some;
        }

        for (int i = 0; i < 50; i++)
        {
            int first = random.Next(1, count + 5);
            int wanted = random.Next(1, 30);
            var reader = new HistoryReader(_blobs, Key.HistoryBlob, window);
            IReadOnlyList<HistoryEvent> events = await reader.Read(first, wanted, long.MaxValue, default);
            Assert.Equal(
                Enumerable.Range(first, Math.Max(0, Math.Min(wanted, count - first + 1))).Select(static id => (long)id),
                events.Select(static e => e.Id));
        }

        (HistoryEvent? last, long length) = await new HistoryReader(_blobs, Key.HistoryBlob, window).ReadEnd(default);
        Assert.Equal((count, position), (last!.Id, length));
    }

    [Fact]
    public async Task A_page_of_a_long_history_does_not_read_all_of_it()
    {
        const int Window = 1_000;
        long position = 0;
        for (int i = 0; i < 500; i++)
        {
            (position, _) = await _store.Append(Key, HistoryStore.ToLines(Sample.History((i * 4) + 1, 4)), position, default);
        }

        Assert.InRange(position, 100 * Window, long.MaxValue);
        _blobs.Operations.Reset();
        Assert.Equal(3, (await new HistoryReader(_blobs, Key.HistoryBlob, Window).Read(1_500, 3, long.MaxValue, default)).Count);
        Assert.InRange(_blobs.Operations.Total, 1, 25);
    }

    private async Task<long[]> Ids(long first, int count) => [.. (await _store.Read(Key, first, count, long.MaxValue, default)).Select(static e => e.Id)];
}
