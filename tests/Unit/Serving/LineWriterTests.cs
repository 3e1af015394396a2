using System.Globalization;
using System.Text;
using FunctionsAsl.Serving;
using Xunit;

namespace FunctionsAsl.Unit.Serving;

public sealed class LineWriterTests
{
    /// <summary>Where the disk is full for a while, what comes then is left out, and no more.</summary>
    [Fact]
    public async Task What_cannot_be_written_is_counted_and_the_rest_goes_on()
    {
        var disk = new FullDisk();
        await using (var lines = new LineWriter(disk, static lost => lost.ToString(CultureInfo.InvariantCulture) + " left out"))
        {
            lines.Add("a");
            await disk.Refused.WaitAsync(TimeSpan.FromMinutes(1));
            disk.IsFull = false;
            lines.Add("b");
        }

        Assert.Equal("b\n1 left out\n", disk.ToString());
    }

    [Fact]
    public async Task It_ends_on_a_disk_that_stays_full()
    {
        var disk = new FullDisk();
        await using (var lines = new LineWriter(disk, static _ => ""))
        {
            lines.Add("a");
        }

        Assert.Equal("", disk.ToString());
    }

    private sealed class FullDisk() : StringWriter(CultureInfo.InvariantCulture)
    {
        private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isFull = true;

        public Task Refused => _refused.Task;

        public bool IsFull { set => _isFull = value; }

        public override Task WriteAsync(StringBuilder? value, CancellationToken cancellationToken = default)
        {
            if (_isFull)
            {
                _refused.TrySetResult();
                throw new IOException("No space left on device");
            }

            return base.WriteAsync(value, cancellationToken);
        }
    }
}
