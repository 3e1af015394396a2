using System.Text;
using Azure;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.AzureStorage;
using Xunit;

namespace FunctionsAsl.Unit.AzureStorage;

/// <summary>What goes over the wire, and what its answers become. The answers are those of Blob Storage's REST API.</summary>
public sealed class AzureBlobsTests : IDisposable
{
    private static readonly (string, string) ETag = ("ETag", "\"0x1\"");

    private readonly StorageAnswers _account = new();
    private readonly HttpClient _http;
    private readonly AzureBlobs _blobs;

    public AzureBlobsTests()
    {
        _http = new HttpClient(_account);
        var options = new BlobClientOptions { Transport = new HttpClientTransport(_http) };
        options.Retry.MaxRetries = 0;
        _blobs = new AzureBlobs(new BlobContainerClient(new Uri("https://account.test/asl"), options));
    }

    public void Dispose()
    {
        _http.Dispose();
        _account.Dispose();
    }

    [Fact]
    public async Task A_blob_is_read_with_its_ETag()
    {
        _account.Answer(200, "text", ETag, ("Content-Length", "4"));
        Blob? blob = await _blobs.Read("a/b", default);
        Assert.Equal(("text", "\"0x1\""), (Text(blob!.Content), blob.ETag));
        Assert.Equal(["GET /asl/a/b"], _account.Asked);
    }

    /// <summary>faults.md R13: a marker comes from the client's token, which may be forged.</summary>
    [Fact]
    public async Task A_marker_that_the_storage_does_not_know_is_an_invalid_token()
    {
        _account.Refuse(400, "OutOfRangeInput");
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(async () => await _blobs.List("a", "forged", 10, default));
        Assert.Equal(("InvalidToken", 400), (refusal.Type, refusal.Status));
    }

    [Theory]
    [InlineData("a\u0001")]
    [InlineData("\uFFFD")]
    public async Task A_marker_that_no_answer_could_repeat_is_not_asked_for(string forged)
    {
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(async () => await _blobs.List("a", forged, 10, default));
        Assert.Equal(("InvalidToken", 400), (refusal.Type, refusal.Status));
        Assert.Empty(_account.Asked);
    }

    [Theory]
    [InlineData("BlobNotFound")]
    [InlineData("ContainerNotFound")]
    public async Task What_is_not_there_is_no_failure(string code)
    {
        for (int i = 0; i < 5; i++)
        {
            _account.Refuse(404, code);
        }

        Assert.Null(await _blobs.Read("a", default));
        Assert.Null(await _blobs.ReadPart("a", 0, 10, default));
        Assert.Equal(0, await _blobs.Append("a", Bytes("x"), 7, default));
        BlobPage page = await _blobs.List("a", null, 10, default);
        Assert.Empty(page.Items);
        Assert.Null(page.Next);
        await _blobs.Delete("a", null, default);
        Assert.Equal(5, _account.Asked.Count);
    }

    [Fact]
    public async Task Any_other_refusal_is_a_failure()
    {
        for (int i = 0; i < 6; i++)
        {
            _account.Refuse(403, "AuthorizationFailure");
        }

        await Fails(async () => await _blobs.Read("a", default));
        await Fails(async () => await _blobs.ReadPart("a", 0, 10, default));
        await Fails(async () => await _blobs.Write("a", Bytes("x"), BlobCondition.Absent, null, default));
        await Fails(async () => await _blobs.Append("a", Bytes("x"), 0, default));
        await Fails(async () => await _blobs.List("a", null, 10, default));
        await Fails(async () => await _blobs.Delete("a", "\"0x1\"", default));

        static async Task Fails(Func<Task> call) => Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(call)).Status);
    }

    [Fact]
    public async Task A_part_tells_the_length_of_the_whole()
    {
        _account.Answer(206, "cd", ETag, ("Content-Length", "2"), ("Content-Range", "bytes 2-3/100"));
        BlobPart? part = await _blobs.ReadPart("a", 2, 2, default);
        Assert.Equal(("cd", 100L), (Text(part!.Content), part.Length));
        Assert.Equal("bytes=2-3", _account.Headers[0]["x-ms-range"]);
    }

    [Fact]
    public async Task There_is_nothing_behind_the_end()
    {
        _account.Refuse(416, "InvalidRange").Answer(200, "", ETag, ("Content-Length", "5"));
        BlobPart? part = await _blobs.ReadPart("a", 5, 10, default);
        Assert.Equal((0, 5L), (part!.Content.Length, part.Length));
        Assert.Equal(["GET /asl/a", "HEAD /asl/a"], _account.Asked);
    }

    [Fact]
    public async Task A_condition_goes_with_the_write()
    {
        _account.Answer(201, "", ETag).Answer(201, "", ETag).Answer(201, "", ETag);
        Assert.Equal("\"0x1\"", await _blobs.Write("a", Bytes("x"), BlobCondition.None, null, default));
        await _blobs.Write("a", Bytes("x"), BlobCondition.Absent, null, default);
        var metadata = new Dictionary<string, string> { ["status"] = "RUNNING" };
        await _blobs.Write("a", Bytes("x"), BlobCondition.Match("\"0x7\""), metadata, default);
        Assert.Equal(
            [(null, null, null), (null, "*", null), ("\"0x7\"", null, "RUNNING")],
            _account.Headers.Select(static h =>
                (h.GetValueOrDefault("If-Match"), h.GetValueOrDefault("If-None-Match"), h.GetValueOrDefault("x-ms-meta-status"))));
    }

    [Theory]
    [InlineData(412, "ConditionNotMet")]
    [InlineData(409, "BlobAlreadyExists")]
    [InlineData(404, "BlobNotFound")]
    public async Task A_condition_that_does_not_hold_is_no_failure(int status, string code)
    {
        _account.Refuse(status, code).Refuse(status, code);
        Assert.Null(await _blobs.Write("a", Bytes("x"), BlobCondition.Match("\"0x7\""), null, default));

        // Without a condition there is none that could not hold.
        await Assert.ThrowsAsync<RequestFailedException>(
            async () => await _blobs.Write("a", Bytes("x"), BlobCondition.None, null, default));
    }

    [Fact]
    public async Task A_container_that_is_being_deleted_is_a_failure()
    {
        _account.Refuse(409, "ContainerBeingDeleted");
        await Assert.ThrowsAsync<RequestFailedException>(
            async () => await _blobs.Write("a", Bytes("x"), BlobCondition.Absent, null, default));
    }

    [Fact]
    public async Task The_container_comes_into_being_with_its_first_blob()
    {
        _account.Refuse(404, "ContainerNotFound").Answer(201, "", ETag).Answer(201, "", ETag);
        Assert.Equal("\"0x1\"", await _blobs.Write("a", Bytes("x"), BlobCondition.Absent, null, default));
        Assert.Equal(["PUT /asl/a", "PUT /asl?restype=container", "PUT /asl/a"], _account.Asked);
        Assert.Equal("x", _account.Headers[2]["body"]);
    }

    [Fact]
    public async Task The_first_append_makes_the_blob()
    {
        _account.Answer(201, "", ETag).Answer(201, "", ETag, ("x-ms-blob-append-offset", "0"));
        Assert.Null(await _blobs.Append("a", Bytes("x"), 0, default));
        Assert.Equal(["PUT /asl/a", "PUT /asl/a?comp=appendblock"], _account.Asked);
        Assert.Equal(("AppendBlob", "*"), (_account.Headers[0]["x-ms-blob-type"], _account.Headers[0]["If-None-Match"]));
        Assert.Equal(("0", "x"), (_account.Headers[1]["x-ms-blob-condition-appendpos"], _account.Headers[1]["body"]));
    }

    [Fact]
    public async Task A_blob_that_is_there_is_appended_to()
    {
        _account.Refuse(409, "BlobAlreadyExists").Answer(201, "", ETag, ("x-ms-blob-append-offset", "0"));
        Assert.Null(await _blobs.Append("a", Bytes("x"), 0, default));
    }

    [Fact]
    public async Task Who_appends_elsewhere_than_at_the_end_is_told_where_it_is()
    {
        _account.Refuse(412, "AppendPositionConditionNotMet").Answer(200, "", ETag, ("Content-Length", "12"));
        Assert.Equal(12, await _blobs.Append("a", Bytes("x"), 7, default));
        Assert.Equal(["PUT /asl/a?comp=appendblock", "HEAD /asl/a"], _account.Asked);
        Assert.Equal("7", _account.Headers[0]["x-ms-blob-condition-appendpos"]);
    }

    [Fact]
    public async Task A_page_has_ETags_as_a_read_has_them_and_tells_where_to_go_on()
    {
        _account.Answer(
            200,
            """
            <?xml version="1.0" encoding="utf-8"?>
            <EnumerationResults ContainerName="https://account.test/asl"><Blobs>
            <Blob><Name>a/1</Name><Properties><Etag>0x1</Etag></Properties><Metadata><status>RUNNING</status></Metadata></Blob>
            </Blobs><NextMarker>there</NextMarker></EnumerationResults>
            """,
            ("Content-Type", "application/xml"));
        BlobPage page = await _blobs.List("a/", "here", 1, default);
        ListedBlob blob = Assert.Single(page.Items);
        Assert.Equal(("a/1", "\"0x1\"", "RUNNING", "there"), (blob.Name, blob.ETag, blob.Metadata["status"], page.Next));
        string[] asked = Uri.UnescapeDataString(Assert.Single(_account.Asked)).ToLowerInvariant().Split('?', '&');
        HashSet<string> expected = ["get /asl", "comp=list", "prefix=a/", "marker=here", "maxresults=1", "include=metadata"];
        Assert.Superset(expected, asked.ToHashSet());
    }

    [Fact]
    public async Task The_last_page_leads_nowhere()
    {
        _account.Answer(200, "<EnumerationResults><Blobs /><NextMarker /></EnumerationResults>", ("Content-Type", "application/xml"));
        Assert.Null((await _blobs.List("a/", null, 1, default)).Next);
    }

    [Fact]
    public async Task Only_the_blob_that_was_meant_is_deleted()
    {
        _account.Refuse(412, "ConditionNotMet").Answer(202);
        await _blobs.Delete("a", "\"0x7\"", default);
        await _blobs.Delete("a", null, default);
        Assert.Equal(["DELETE /asl/a", "DELETE /asl/a"], _account.Asked);
        Assert.Equal("\"0x7\"", _account.Headers[0]["If-Match"]);
        Assert.DoesNotContain("If-Match", _account.Headers[1].Keys);
    }

    [Fact]
    public async Task Who_has_given_up_is_not_waited_for()
    {
        var gone = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _blobs.Read("a", gone));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _blobs.Write("a", Bytes("x"), BlobCondition.Absent, null, gone));
        Assert.Empty(_account.Asked);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span);
}
