using System.Text;
using FunctionsAsl.Service.Tasks.Items;
using Xunit;

namespace FunctionsAsl.Unit.Integrations.Items;

public sealed class FolderBucketsTests : IDisposable
{
    private readonly Buckets _buckets = new();

    public void Dispose() => _buckets.Dispose();

    [Theory]
    [InlineData("../other/x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("./a")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("con")]
    [InlineData("a/NUL.txt")]
    [InlineData("com1/x")]
    [InlineData("Lpt9.json")]
    [InlineData("aux ")]
    public async Task No_key_leaves_the_folder_of_its_bucket(string key)
    {
        Directory.CreateDirectory(Path.Combine(_buckets.Root, "other"));
        File.WriteAllText(Path.Combine(_buckets.Root, "other", "x"), "secret");
        var address = new ObjectAddress(Buckets.Name, key);
        BucketException e = await Assert.ThrowsAsync<BucketException>(async () => await _buckets.All.OpenAsync(address, default));
        Assert.Equal("InvalidArgument", e.Code);
        e = await Assert.ThrowsAsync<BucketException>(async () => await _buckets.All.CreateAsync(address, "x", default));
        Assert.Equal("InvalidArgument", e.Code);
        Assert.DoesNotContain(_buckets.Root, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("../bucket")]
    [InlineData("bucket/inner")]
    [InlineData(".uploads")]
    [InlineData("nul")]
    [InlineData("none")]
    public async Task A_name_that_no_bucket_has_is_not_found(string name)
    {
        _buckets.Put("inner/x", "x");
        Directory.CreateDirectory(Path.Combine(_buckets.Root, ".uploads"));
        BucketException e = await Assert.ThrowsAsync<BucketException>(
            async () => await _buckets.All.OpenAsync(new ObjectAddress(name, "x"), default));
        Assert.Equal("NoSuchBucket", e.Code);
    }

    [Fact]
    public async Task No_key_leads_through_a_link()
    {
        string outside = Directory.CreateDirectory(Path.Combine(_buckets.Root, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "secret"), "secret");
        Directory.CreateSymbolicLink(_buckets.PathOf("folder"), outside);
        File.CreateSymbolicLink(_buckets.PathOf("file"), Path.Combine(outside, "secret"));
        File.CreateSymbolicLink(_buckets.PathOf("dangling"), Path.Combine(outside, "new"));
        foreach (string key in new[] { "folder/secret", "file", "dangling" })
        {
            var address = new ObjectAddress(Buckets.Name, key);
            await Assert.ThrowsAsync<BucketException>(async () => await _buckets.All.OpenAsync(address, default));
            await Assert.ThrowsAsync<BucketException>(async () => await _buckets.All.CreateAsync(address, "x", default));
        }

        Assert.Equal("[]", await _buckets.List("""{"Bucket":"bucket"}"""));
    }

    [Fact]
    public async Task A_bucket_may_be_a_link_to_a_folder()
    {
        _buckets.Put("x.jsonl", "1");
        Directory.CreateSymbolicLink(Path.Combine(_buckets.Root, "linked"), _buckets.PathOf(""));
        Assert.Equal(
            "[1]",
            await _buckets.Read("""{"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"linked","Key":"x.jsonl"},"ReaderConfig":{"InputType":"JSONL"}}"""));
    }

    [Theory]
    [InlineData("", null, "a-b a.txt a/b/c a/b.txt a0 b ｚ 😀")]
    [InlineData("a/", null, "a/b/c a/b.txt")]
    [InlineData("a/b", null, "a/b/c a/b.txt")]
    [InlineData("a", null, "a-b a.txt a/b/c a/b.txt a0")]
    [InlineData("", "a/b/c", "a0 b ｚ 😀")]
    [InlineData("a/", "a/b/b", "a/b/c")]
    [InlineData("none/", null, "")]
    [InlineData("../", null, "")]
    public async Task Keys_are_listed_in_the_order_of_their_UTF8(string prefix, string? startAfter, string keys)
    {
        foreach (string key in new[] { "b", "a.txt", "a/b/c", "a/b.txt", "a0", "a-b", "\U0001F600", "\uFF5A" })
        {
            _buckets.Put(key, "x");
        }

        // '.' comes before '/', and that before '0'; a character beyond U+FFFF after all others.
        string[] expected = [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).OrderBy(static k => Encoding.UTF8.GetBytes(k), new ByBytes())];
        List<string> listed = [];
        await foreach (ListedObject found in _buckets.All.ListAsync(new ObjectListing(Buckets.Name, prefix) { StartAfter = startAfter }, default))
        {
            listed.Add(found.Key);
        }

        Assert.Equal(expected, listed);
    }

    [Fact]
    public async Task An_object_is_there_at_once_or_not_at_all()
    {
        var address = new ObjectAddress(Buckets.Name, "folder/x");
        await using (IObjectUpload given = await _buckets.All.CreateAsync(address, "x", default))
        {
            await given.WriteAsync("given up"u8.ToArray(), default);
        }

        Assert.False(_buckets.Has("folder/x"));
        foreach (string text in new[] { "first", "second" })
        {
            await using IObjectUpload upload = await _buckets.All.CreateAsync(address, "x", default);
            await upload.WriteAsync(Encoding.UTF8.GetBytes(text), default);
            Assert.NotEqual(text, _buckets.Has("folder/x") ? _buckets.Get("folder/x") : "");
            await upload.CompleteAsync(default);
            Assert.Equal(text, _buckets.Get("folder/x"));
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_buckets.Root, ".uploads")));
    }

    [Fact]
    public async Task A_key_that_other_keys_begin_with_is_refused()
    {
        _buckets.Put("a/b", "x");
        await using IObjectUpload upload = await _buckets.All.CreateAsync(new ObjectAddress(Buckets.Name, "a"), "x", default);
        BucketException e = await Assert.ThrowsAsync<BucketException>(async () => await upload.CompleteAsync(default));
        Assert.Equal("InvalidArgument", e.Code);
        e = await Assert.ThrowsAsync<BucketException>(async () => await _buckets.All.OpenAsync(new ObjectAddress(Buckets.Name, "a"), default));
        Assert.Equal("NoSuchKey", e.Code);
    }

    [Fact]
    public async Task Versions_are_not_supported()
    {
        _buckets.Put("x", "x");
        BucketException e = await Assert.ThrowsAsync<BucketException>(
            async () => await _buckets.All.OpenAsync(new ObjectAddress(Buckets.Name, "x") { VersionId = "1" }, default));
        Assert.Contains("has no versions", e.Message, StringComparison.Ordinal);
    }

    private sealed class ByBytes : IComparer<byte[]>
    {
        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
