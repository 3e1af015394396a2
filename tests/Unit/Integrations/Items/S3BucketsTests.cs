using System.Security.Cryptography;
using FunctionsAsl.Integrations;
using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Integrations.Items;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks.Items;
using FunctionsAsl.Support.Programs;
using Xunit;

namespace FunctionsAsl.Unit.Integrations.Items;

/// <summary>The buckets of S3, against moto, which stands for it.</summary>
public sealed class S3BucketsTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = TaskIntegrations.Http();
    private MotoServer? _moto;

    public async Task InitializeAsync()
    {
        if (MotoServer.Problem is null)
        {
            _moto = await MotoServer.StartAsync();
            using HttpResponseMessage made = await _http.PutAsync($"{_moto.Endpoint}/bucket", content: null);
            made.EnsureSuccessStatusCode();
        }
    }

    public async Task DisposeAsync()
    {
        if (_moto is not null)
        {
            await _moto.DisposeAsync();
        }
    }

    public void Dispose() => _http.Dispose();

    [MotoFact]
    public async Task Small_and_large_objects_are_written_and_read_in_pieces()
    {
        IBuckets buckets = All();
        foreach (int length in new[] { 0, 5, 20 * 1024 * 1024 })
        {
            byte[] content = RandomNumberGenerator.GetBytes(length);
            var address = new ObjectAddress("bucket", $"a b/{length}.bin");
            await using (IObjectUpload upload = await buckets.CreateAsync(address, "binary/octet-stream", default))
            {
                for (int at = 0; at < length; at += 3_000_001)
                {
                    await upload.WriteAsync(content.AsMemory(at, Math.Min(3_000_001, length - at)), default);
                }

                await upload.CompleteAsync(default);
            }

            await using StoredObject stored = await buckets.OpenAsync(address, default);
            using var read = new MemoryStream();
            await stored.Content.CopyToAsync(read);
            Assert.True(content.AsSpan().SequenceEqual(read.ToArray()));
        }
    }

    [MotoFact]
    public async Task An_upload_that_is_given_up_leaves_nothing()
    {
        IBuckets buckets = All();
        await using (IObjectUpload upload = await buckets.CreateAsync(new ObjectAddress("bucket", "x"), "text/plain", default))
        {
            await upload.WriteAsync(new byte[9 * 1024 * 1024], default);
        }

        BucketException e = await Assert.ThrowsAsync<BucketException>(async () => await buckets.OpenAsync(new ObjectAddress("bucket", "x"), default));
        Assert.Equal("NoSuchKey", e.Code);
        Assert.Matches(@"^The specified key does not exist\. \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: .*; Proxy: null\)$", e.Message);
        JsonMap uploads = await ((S3Buckets)buckets).CallAsync("listMultipartUploads", JsonMap.Of(("Bucket", "bucket")), default);
        Assert.False(uploads.Contains("Uploads"), uploads.ToString());
    }

    [MotoFact]
    public async Task All_pages_are_listed()
    {
        IBuckets buckets = All();
        string[] keys = [.. Enumerable.Range(0, 1_005).Select(static i => $"p/{i:0000} +%é"), "q"];
        foreach (string key in keys)
        {
            await using IObjectUpload upload = await buckets.CreateAsync(new ObjectAddress("bucket", key), "text/plain", default);
            await upload.WriteAsync("x"u8.ToArray(), default);
            await upload.CompleteAsync(default);
        }

        List<ListedObject> listed = [];
        await foreach (ListedObject found in buckets.ListAsync(new ObjectListing("bucket", "p/"), default))
        {
            listed.Add(found);
        }

        Assert.Equal(keys[..^1], listed.Select(static l => l.Key));
        Assert.All(listed, static l => Assert.Equal((1, "STANDARD", "\"9dd4e461268c8034f5c8564e155c67a6\""), (l.Size, l.StorageClass, l.ETag)));
        Assert.InRange(listed[0].LastModified, DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(1000));
    }

    [MotoFact]
    public async Task Items_are_read_and_results_written()
    {
        IBuckets buckets = All();
        await using (IObjectUpload upload = await buckets.CreateAsync(new ObjectAddress("bucket", "in.csv.gz"), "text/csv", default))
        {
            await upload.WriteAsync(Buckets.Gzip("A\n1\n2\n"), default);
            await upload.CompleteAsync(default);
        }

        var writer = new ResultWriter(buckets);
        var target = new ResultTarget("bucket", "out", "arn:x:run") { Config = new WriterConfig(ResultTransformation.Compact, ResultType.Json) };
        await writer.TestAsync(target, default);
        await using IResultFiles files = await writer.OpenAsync(target, default);
        var source = new ItemSource(ItemResource.GetObject, Buckets.At("in.csv.gz"), new ReaderConfig { InputType = InputType.Csv });
        await foreach (ReadItem item in new ItemReader(buckets).ReadAsync(source, default))
        {
            await files.AddAsync(new ChildResult(ChildResult.Succeeded, item.Value) { Output = item.Value }, default);
        }

        Assert.Equal("out/run/manifest.json", (await files.CompleteAsync(default)).Key);
        await using StoredObject written = await buckets.OpenAsync(new ObjectAddress("bucket", "out/run/SUCCEEDED_0.json"), default);
        using var text = new StreamReader(written.Content);
        Assert.Equal("""[{"A":"1"},{"A":"2"}]""", await text.ReadToEndAsync());
    }

    [MotoFact]
    public async Task What_S3_refuses_is_said_as_AWS_does()
    {
        IBuckets buckets = All();
        BucketException e = await Assert.ThrowsAsync<BucketException>(async () => await buckets.OpenAsync(new ObjectAddress("none", "x"), default));
        Assert.Equal("NoSuchBucket", e.Code);
        e = await Assert.ThrowsAsync<BucketException>(async () =>
        {
            await foreach (ListedObject found in buckets.ListAsync(new ObjectListing("none"), default))
            {
                Assert.Fail(found.Key);
            }
        });
        Assert.Equal("NoSuchBucket", e.Code);
    }

    [Fact]
    public void Without_an_endpoint_buckets_are_folders()
    {
        Assert.IsType<FolderBuckets>(Of(null));
        Assert.IsType<S3Buckets>(Of("http://127.0.0.1:1"));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_an_error_of_the_client()
    {
        BucketException e = await Assert.ThrowsAsync<BucketException>(
            async () => await Of("http://127.0.0.1:1").OpenAsync(new ObjectAddress("bucket", "x"), default));
        Assert.Equal("SdkClientException", e.Code);
    }

    private IBuckets All() => Of(_moto!.Endpoint);

    private IBuckets Of(string? endpoint)
    {
        string? Variable(string name) => name == "AWS_ENDPOINT_URL_S3" ? endpoint : null;
        var endpoints = new Endpoints(Variable, "us-east-1", own: null);
        return TaskIntegrations.BucketsOf(
            set: null, folder: "none", endpoints, new ServiceModels(), new AwsClient(_http, endpoints, new Credentials(Variable), TimeProvider.System));
    }
}

/// <summary>A test that needs moto.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MotoFactAttribute : FactAttribute
{
    public MotoFactAttribute() => Skip = MotoServer.Problem;
}
