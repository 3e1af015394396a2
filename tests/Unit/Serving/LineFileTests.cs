using FunctionsAsl.Service;
using FunctionsAsl.Serving;
using Xunit;

namespace FunctionsAsl.Unit.Serving;

public sealed class LineFileTests : IDisposable
{
    private const string Variable = "ASL_TEST_LINES";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asl-lines-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "lines");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _folder.Delete(recursive: true);
    }

    /// <summary>As a server and those who run workflows beside it: no line is lost, or in another.</summary>
    [Fact]
    public async Task Several_add_to_one_file()
    {
        const int Files = 4, Lines = 500;
        Environment.SetEnvironmentVariable(Variable, Path);
        await File.WriteAllTextAsync(Path, "there\n");
        await Task.WhenAll(Enumerable.Range(0, Files).Select(n => Task.Run(async () =>
        {
            await using LineFile file = LineFile.Open(Variable)!;
            for (int line = 0; line < Lines; line++)
            {
                file.Add($"{n} {line} {new string('x', 200)}");
                if (line % 50 == 0)
                {
                    await Task.Yield();
                }
            }
        })));

        string[] written = await File.ReadAllLinesAsync(Path);
        Assert.Equal("there", written[0]);
        Assert.Equal(
            Enumerable.Range(0, Files).SelectMany(static n => Enumerable.Range(0, Lines).Select(line => $"{n} {line} {new string('x', 200)}")).Order(StringComparer.Ordinal),
            written[1..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_in_no_folder_is_refused()
    {
        Environment.SetEnvironmentVariable(Variable, System.IO.Path.Combine(_folder.FullName, "none", "lines"));
        Assert.Contains("cannot be written", Assert.Throws<SettingException>(() => LineFile.Open(Variable)).Message, StringComparison.Ordinal);
    }
}
