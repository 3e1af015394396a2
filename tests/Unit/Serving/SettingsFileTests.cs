using FunctionsAsl.Serving;
using FunctionsAsl.Service;
using Xunit;

namespace FunctionsAsl.Unit.Serving;

public sealed class SettingsFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Values_are_texts_or_JSON()
    {
        File.WriteAllText(_file, """
            {"ASL_RETENTION_DAYS":0.50,"ASL_ALLOW_AWS":true,"AWS_ENDPOINT_URL_SQS":"http://127.0.0.1:1","ASL_STARTS":{"Rules":[]}}
            """);

        Assert.Equal(
            [("ASL_RETENTION_DAYS", "0.50"), ("ASL_ALLOW_AWS", "true"), ("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1"), ("ASL_STARTS", """{"Rules":[]}""")],
            SettingsFile.Read(_file));
    }

    [Theory]
    [InlineData("", "is no JSON at line 1, column")]
    [InlineData("[1]", "it must be a JSON object")]
    [InlineData("""{"ASL_RETENTION_DAY":"secret"}""", "/ASL_RETENTION_DAY: there is no such setting. Did you mean 'ASL_RETENTION_DAYS'?")]
    [InlineData("""{"ASL_STARTS":null,"ASL_ACCESS_KEYS":"secret"}""", "/ASL_STARTS: it has no value")]
    public void What_is_wrong_is_named_with_its_place(string text, string expected)
    {
        File.WriteAllText(_file, text);

        var refused = Assert.Throws<SettingException>(() => SettingsFile.Read(_file).ToArray());

        Assert.StartsWith(_file, refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_that_is_read_has_one_name_and_a_few_words()
    {
        Assert.Equal(KnownSettings.All.Length, KnownSettings.All.Select(static s => s.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("OTEL_EXPORTER_OTLP_HEADERS", KnownSettings.Find("OTEL_EXPORTER_OTLP_HEADERS")!.Name);
        Assert.Equal("OTEL", KnownSettings.Find("OTEL_SERVICE_NAME")!.Name);
        Assert.Null(KnownSettings.Find("ASL_"));
        Assert.Equal("http://127.0.0.1:1/(hidden)", KnownSettings.Find("AWS_ENDPOINT_URL_SQS")!.Show("AWS_ENDPOINT_URL_SQS", "http://me:secret@127.0.0.1:1/"));
    }
}
