using FunctionsAsl.Json;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace FunctionsAsl.EndToEnd;

/// <summary>
/// What the images and <c>infra/compose.yaml</c> say fits together, and with what <c>asl</c> knows. No image is made here: that takes a registry.
/// </summary>
public sealed class ContainerTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task Health_is_an_exit_code()
    {
        Outcome here = await Asl.RunAsync("health", "--endpoint", server.Endpoint);
        Assert.Equal((0, "", ""), (here.Code, here.Output, here.Errors));
        Outcome away = await Asl.RunAsync("health", "--endpoint", "http://127.0.0.1:1");
        Assert.Equal(1, away.Code);
        Assert.Contains("did not answer", away.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Local", "asl", "mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled")]
    [InlineData("Local", "asl", "mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled", "-p:RuntimeIdentifier=linux-x64")]
    [InlineData("Cluster", "asl-cluster", "mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled")]
    public async Task An_image_has_no_root_and_the_port_of_the_server(string project, string name, string from, params string[] more)
    {
        Outcome outcome = await Tool.RunAsync(Tool.StartInfo("dotnet",
        [
            "msbuild", Path.Combine(Asl.Root, "src", project, $"FunctionsAsl.{project}.csproj"),
            "-getProperty:ContainerRepository,ContainerBaseImage,ContainerUser", "-getItem:ContainerPort", .. more,
        ]));
        Assert.True(outcome.Code == 0, outcome.ToString());
        JsonAny read = JsonAny.Parse(outcome.Output);
        JsonMap properties = (JsonMap)read.At("Properties");
        Assert.Equal((name, from, "app"), (properties.Text("ContainerRepository"), properties.Text("ContainerBaseImage"), properties.Text("ContainerUser")));
        Assert.Equal("8083", ((JsonMap)Assert.Single((JsonList)read.At("Items").At("ContainerPort"))).Text("Identity"));
    }

    [Fact]
    public async Task Compose_starts_it_with_options_that_it_has_and_lets_only_this_machine_in()
    {
        var yaml = new YamlStream();
        using (var text = new StringReader(await File.ReadAllTextAsync(Path.Combine(Asl.Root, "infra", "compose.yaml"))))
        {
            yaml.Load(text);
        }

        YamlNode service = yaml.Documents[0].RootNode["services"]["asl"];
        string[] command = Texts(service["command"]);
        Assert.Equal("serve", command[0]);
        string help = (await Asl.RunAsync("serve", "--help")).Output;
        Assert.All(command.Where(static word => word.StartsWith("--", StringComparison.Ordinal)), word => Assert.Contains($"{word} ", help, StringComparison.Ordinal));
        Assert.Contains("8083", command);
        Assert.Equal(["127.0.0.1:8083:8083"], Texts(service["ports"]));
        Assert.Equal("true", service["read_only"].ToString());
        Assert.Equal(["ALL"], Texts(service["cap_drop"]));
        Assert.Equal(["CMD", "/app/asl", "health"], Texts(service["healthcheck"]["test"]));
        string folder = Assert.Single(Texts(service["volumes"])).Split(':')[1];
        Assert.StartsWith(folder + "/", command[Array.IndexOf(command, "--data") + 1], StringComparison.Ordinal);
        Assert.StartsWith("${ASL_ACCESS_KEYS:?", service["environment"]["ASL_ACCESS_KEYS"].ToString(), StringComparison.Ordinal);
    }

    private static string[] Texts(YamlNode list) => [.. ((YamlSequenceNode)list).Select(static node => node.ToString())];
}
