using System.Text;
using FunctionsAsl.Durable.Storage;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class ExecutionKeyTests
{
    private static readonly string[] Names =
    [
        "order", "a", "ab", "a.", "..", ".", "a.b", "A_b-1", "!'()+=@", "é", "aé.", "日本語", "~", "a/b", "", new('漢', 80), new('x', 80),
    ];

    [Fact]
    public void Keys_and_names_can_be_read_back_and_are_legal_names_of_blobs()
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string machine in Names)
        {
            Assert.Equal(machine, BlobName.Unescape(BlobName.Escape(machine)));
            foreach (string name in Names)
            {
                var key = new ExecutionKey(machine, name, 639_000_000_000_000_000);
                Assert.True(ExecutionKey.TryParse(key.ToString(), out ExecutionKey? read));
                Assert.Equal(key, read);
                string[] blobs =
                [
                    key.RecordBlob, key.HistoryBlob, key.HistoryCopyBlob(long.MaxValue), key.StateBlob(1, "00ff"), key.TaskBlob("1.0"), key.TaskBlob(new string('1', 2000)),
                    key.PayloadBlob("1.0.1/1.0", "input"), BlobName.Claim(machine, name),
                ];
                Assert.All(blobs, blob =>
                {
                    Assert.True(Ascii.IsValid(blob));
                    Assert.InRange(blob.Length, 1, 1024);
                    Assert.DoesNotContain(blob.Split('/'), static part => part is "." or "..");
                    Assert.True(seen.Add(blob), blob);
                });
            }
        }
    }

    [Fact]
    public void Keys_sort_the_newest_first_and_then_by_descending_name()
    {
        ExecutionKey[] keys =
        [
            .. from ticks in (long[])[5, 4, 3] from name in Names.OrderDescending(StringComparer.Ordinal) select new ExecutionKey("m", name, ticks),
        ];
        Assert.Equal(keys, keys.OrderBy(static k => k.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public void Names_sort_as_they_do_without_being_escaped()
    {
        string[] names = ["A", "B", "_x", "a", "a!", "a-b", "a.b", "ab", "é", "éa", "日"];
        Assert.Equal(names.Order(StringComparer.Ordinal), names.OrderBy(BlobName.Escape, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("m/")]
    [InlineData("m/2516375975999999995")]
    [InlineData("m/251637597599999999x-9e~")]
    [InlineData("m/2516375975999999995-9e")]
    [InlineData("m/2516375975999999995-9~")]
    [InlineData("m~zz/2516375975999999995-9e~")]
    public void What_is_no_key_is_refused(string text) => Assert.False(ExecutionKey.TryParse(text, out _));

    [Fact]
    public void Instances_have_legal_ids_of_their_own()
    {
        string[] ids =
        [
            .. from name in Names from ticks in (long[])[1, 2] from machine in (string[])["m", "n"]
               select new ExecutionKey(machine, name, ticks).InstanceId($"arn:{machine}:{name}"),
        ];
        Assert.All(ids, static id =>
        {
            Assert.InRange(id.Length, 1, 100);
            Assert.All(id, static c => Assert.True(char.IsAsciiLetterOrDigit(c) || c == '-'));
        });
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
