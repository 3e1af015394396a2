using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

public sealed class StartTests
{
    [Fact]
    public async Task A_server_answers_its_first_request()
    {
        var server = new Server();
        try
        {
            await server.InitializeAsync();
            using Api api = server.Connect();
            JsonMap answer = await api.CallAsync("ListStateMachines");
            Assert.Empty(answer.List("stateMachines"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Without_a_screen_it_says_where_the_console_is()
    {
        string directory = Directory.CreateTempSubdirectory("asl-end-to-end-").FullName;
        var server = new Server(Path.Combine(directory, "asl.db"), "--open")
        {
            Variables = new() { ["DISPLAY"] = "", ["WAYLAND_DISPLAY"] = "", ["BROWSER"] = "", ["WSL_DISTRO_NAME"] = "" },
        };
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await server.InitializeAsync();
            string expected = $"No browser can be opened without a screen: the console is at {server.Endpoint}/console";
            while (!server.Errors.Contains(expected, StringComparison.Ordinal))
            {
                await Task.Delay(20, limit.Token);
            }
        }
        finally
        {
            await server.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_second_server_is_refused_the_data_file_or_the_port_of_the_first()
    {
        string directory = Directory.CreateTempSubdirectory("asl-end-to-end-").FullName;
        string file = Path.Combine(directory, "asl.db");
        var server = new Server(file);
        try
        {
            await server.InitializeAsync();
            string port = new Uri(server.Endpoint).Port.ToString();
            Outcome samePort = await Asl.RunAsync("serve", "--memory", "--port", port);
            Outcome linked = await Tool.RunAsync(Tool.StartInfo("ln", [file, file + "-hard"]));
            Assert.Equal(0, linked.Code);
            Outcome hardLink = await Asl.RunAsync("serve", "--port", "0", "--data", file + "-hard");
            Outcome sameFile = await Asl.RunAsync("serve", "--port", "0", "--data", file);

            Assert.Equal(2, samePort.Code);
            Assert.StartsWith($"Cannot listen at 127.0.0.1:{port}: ", samePort.Errors);
            Assert.Equal(1, sameFile.Code);
            Assert.Contains(file, sameFile.Errors);
            Assert.Equal((1, $"{file}-hard is in use by another process, as a server is that runs on it: stop that, or name another file.\n"), (hardLink.Code, hardLink.Errors));
            Assert.Single(sameFile.Errors.TrimEnd().Split('\n'));
        }
        finally
        {
            await server.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
    }
}
