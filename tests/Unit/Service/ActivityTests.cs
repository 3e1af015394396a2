using FunctionsAsl.Json;
using FunctionsAsl.Service.Engine;
using Xunit;
using static FunctionsAsl.Unit.Service.ServiceFixture;

namespace FunctionsAsl.Unit.Service;

public sealed class ActivityTests
{
    private const string Arn = Prefix + "activity:a";
    private const string ByArn = $$"""{"activityArn":"{{Arn}}"}""";

    private readonly ServiceFixture _fixture = new();

    [Fact]
    public async Task An_activity_is_created_described_and_deleted()
    {
        string created = await _fixture.Call("CreateActivity", """{"name":"a"}""");
        Assert.Equal($$"""{"activityArn":"{{Arn}}","creationDate":1790244738.799}""", created);
        _fixture.Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(created, await _fixture.Call("CreateActivity", """{"name":"a","tags":[{"key":"k"}]}"""));
        Assert.Equal(
            $$"""{"activityArn":"{{Arn}}","creationDate":1790244738.799,"encryptionConfiguration":{"type":"AWS_OWNED_KEY"},"name":"a"}""",
            await _fixture.Call("DescribeActivity", ByArn));
        Assert.Equal(
            ("ActivityAlreadyExists", $"Activity Already Exists: '{Arn}'"),
            await _fixture.Refuse("CreateActivity",
                """{"name":"a","encryptionConfiguration":{"type":"CUSTOMER_MANAGED_KMS_KEY","kmsKeyId":"k"}}"""));
        Assert.Equal("{}", await _fixture.Call("DeleteActivity", ByArn));
        Assert.Equal("{}", await _fixture.Call("DeleteActivity", ByArn));
        Assert.Equal(("ActivityDoesNotExist", $"Activity Does Not Exist: '{Arn}'"), await _fixture.Refuse("DescribeActivity", ByArn));
    }

    [Theory]
    [InlineData("<")]
    [InlineData(">")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("[")]
    [InlineData("]")]
    [InlineData("?")]
    [InlineData("*")]
    [InlineData("\"")]
    [InlineData("#")]
    [InlineData("%")]
    [InlineData("\\")]
    [InlineData("^")]
    [InlineData("|")]
    [InlineData("~")]
    [InlineData("`")]
    [InlineData("$")]
    [InlineData("&")]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData(":")]
    [InlineData("/")]
    [InlineData(" ")]
    [InlineData("\0")]
    [InlineData("\u001f")]
    [InlineData("\u007f")]
    [InlineData("\u0085")]
    public async Task Names_have_no_special_characters(string character)
    {
        string name = $"activity{character}name";
        Assert.Equal(
            ("InvalidName", $"Invalid Name: '{name}'"),
            await _fixture.Refuse("CreateActivity", $$"""{"name":{{new JsonString(name)}}}"""));
    }

    [Theory]
    [InlineData("activity-name_123.v2")]
    [InlineData("größe")]
    public async Task Names_may_have_letters_of_any_language(string name) =>
        await _fixture.Call("CreateActivity", $$"""{"name":"{{name}}"}""");

    [Fact]
    public async Task Activities_are_listed()
    {
        foreach (string name in (string[])["b", "a", "c"])
        {
            await _fixture.Call("CreateActivity", $$"""{"name":"{{name}}"}""");
        }

        JsonMap page = Parse(await _fixture.Call("ListActivities", """{"maxResults":2}"""));
        Assert.Equal(
            $$"""[{"activityArn":"{{Arn}}","creationDate":1790244738.799,"name":"a"}"""
                + $$""",{"activityArn":"{{Prefix}}activity:b","creationDate":1790244738.799,"name":"b"}]""",
            page["activities"]!.ToString());
        page = Parse(await _fixture.Call("ListActivities", $$"""{"nextToken":{{page["nextToken"]}}}"""));
        Assert.Single((JsonList)page["activities"]!);
    }

    [Fact]
    public async Task A_worker_gets_a_task_or_nothing()
    {
        await _fixture.Call("CreateActivity", """{"name":"a"}""");
        Assert.Equal("""{"input":null,"taskToken":null}""", await _fixture.Call("GetActivityTask", ByArn));
        _fixture.Engine.Task = new ActivityTask("t", JsonAny.Parse("""{"x":1.0}"""));
        Assert.Equal("""{"input":"{\"x\":1.0}","taskToken":"t"}""", await _fixture.Call("GetActivityTask", ByArn));
    }

    [Theory]
    [InlineData("no_an_activity_arn", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: no_an_activity_arn'")]
    [InlineData(Arn, "ActivityDoesNotExist", $"Activity Does Not Exist: '{Arn}'")]
    public async Task A_wrong_activity_has_no_tasks(string arn, string type, string message) =>
        Assert.Equal((type, message), await _fixture.Refuse("GetActivityTask", $$"""{"activityArn":"{{arn}}"}"""));

    [Fact]
    public async Task Activities_have_tags()
    {
        await _fixture.Call("CreateActivity", """{"name":"a","tags":[{"key":"k","value":"v"}]}""");
        await _fixture.Call("TagResource", $$"""{"resourceArn":"{{Arn}}","tags":[{"key":"l"}]}""");
        Assert.Equal(
            """{"tags":[{"key":"k","value":"v"},{"key":"l","value":""}]}""",
            await _fixture.Call("ListTagsForResource", $$"""{"resourceArn":"{{Arn}}"}"""));
    }
}
