using FunctionsAsl.EndToEnd;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Browser;

/// <summary>The console of <c>asl serve</c>.</summary>
public sealed class LocalTests(Server server, ITestOutputHelper output) : IClassFixture<Server>
{
    private const int SpecFiles = 11;

    public static TheoryData<string> Specs() => [.. SpecRun.All()];

    [ChromiumTheory]
    [MemberData(nameof(Specs))]
    public Task A_person_finds(string spec) => SpecRun.AssertPassesAsync(spec, server.Endpoint, output);

    [Fact]
    public void No_file_of_specs_is_missing() => Assert.Equal(SpecFiles, SpecRun.All().Count());
}
