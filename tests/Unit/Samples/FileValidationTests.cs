using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Samples;

public sealed class FileValidationTests
{
    private static readonly JsonMap GoodFile = Sample.Input("file-validation");

    [Fact]
    public async Task A_good_file_is_published()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("file-validation", GoodFile);
        JsonAny output = execution.Output;
        Assert.Equal("published/customers.csv", output.At("place"));
        Assert.Equal(3, output.At("rows"));
        Assert.Equal(130, output.At("bytes"));
        Assert.Equal(GoodFile.At("file.sha256"), output.At("sha256"));
        Assert.Equal(["published/customers.csv"], execution.Log);
    }

    [Fact]
    public async Task All_that_is_wrong_with_the_rows_is_reported()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("file-validation", Sample.Input("file-validation.rejected"));
        Assert.Equal("FileRejected", execution.Run.Error);
        Assert.StartsWith(
            "5 error(s), see quarantine/customers.csv: [\"Line 3, id: ",
            execution.Run.Cause,
            StringComparison.Ordinal);
        Assert.Equal(
            [
                "quarantine/customers.csv",
                "Line 3, id: 'two' fits no column of type integer.",
                "Line 4, email: 'edsger.example.com' fits no column of type email.",
                "Line 4, joined: '2025-02-30' fits no column of type date.",
                "Line 5, name: '' fits no column of type text.",
                "Line 6: 2 cells, not 4.",
            ],
            execution.Log);
    }

    [Fact]
    public async Task A_wrong_checksum_ends_the_validation_before_a_row_is_looked_at()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("file-validation", GoodFile.Change("file.sha256", "0000"));
        Assert.Equal("FileRejected", execution.Run.Error);
        Assert.Equal(
            ["quarantine/customers.csv", $"The checksum is {((JsonString)GoodFile.At("file.sha256")!).Value}, not 0000."], execution.Log);
        Assert.DoesNotContain("Split into rows", execution.Run.Entered);
    }

    [Fact]
    public async Task A_wrong_header_is_caught()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("file-validation", WithContent("id;name\n1;Ada\n"));
        Assert.Equal("FileRejected", execution.Run.Error);
        Assert.Equal(["quarantine/customers.csv", "The first line is 'id;name', not 'id,name,email,joined'."], execution.Log);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("1,Ada,ada@example.com,2024-02-29", 1)]
    [InlineData("1,Ada,ada@example.com,2024-02-29\r\n\r\n-2,Grüße,g@example.com,2024-02-28\r\n", 2)]
    public async Task Rows_are_counted_as_people_count_them(string rows, int count)
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("file-validation", WithContent("id,name,email,joined\n" + rows));
        Assert.Equal(count, execution.Output.At("rows"));
    }

    private static JsonMap WithContent(string content) => GoodFile
        .Change("file.content", content)
        .Change("file.sha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content))).ToLower(CultureInfo.InvariantCulture));
}
