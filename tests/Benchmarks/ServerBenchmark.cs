using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>
/// Durable starts and transitions per second of <c>asl serve</c> with a data file: its own process, and this one as its clients over
/// HTTP on the same machine.
/// </summary>
internal static class ServerBenchmark
{
    private const string Role = "arn:aws:iam::123456789012:role/r";

    /// <param name="args">Connections, seconds a row, and the path of a published <c>asl</c>; each may be left out from the end.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        string? program = args.Length > 2 ? args[2] : null;
        int connections = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 64;
        TimeSpan duration = TimeSpan.FromSeconds(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-benchmark-");
        using var functions = new FunctionEndpoint();
        try
        {
            using Server server = await Server.StartAsync(program, functions.Address, "--data", Path.Combine(directory.FullName, "asl.db"));
            Uri endpoint = server.Endpoint;
            Console.WriteLine($"{connections} connections, {duration.TotalSeconds} s each");
            await MeasureAsync(endpoint, "warm-up", Passes(1), 1, connections, TimeSpan.FromSeconds(4));
            await MeasureAsync(endpoint, "1 Pass", Passes(1), 1, connections, duration);
            await MeasureAsync(endpoint, "10 Pass, 1 step", Passes(10), 10, connections, duration);
            await MeasureAsync(endpoint, "10 Task, 11 steps", Tasks(10), 10, connections, duration);
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(
        Uri endpoint, string name, string definition, int transitions, int connections, TimeSpan duration)
    {
        using var client = new Client(endpoint);
        string machine = name.Replace(' ', '-').Replace(',', '-');
        JsonMap created = await client.CallAsync(
            "CreateStateMachine", JsonMap.Of(("name", machine), ("definition", definition), ("roleArn", Role)));
        JsonMap start = JsonMap.Of(("stateMachineArn", created["stateMachineArn"]!), ("input", """{"order":17,"items":["a","b"]}"""));

        var watch = Stopwatch.StartNew();
        List<double>[] latencies = await Task.WhenAll(
            Enumerable.Range(0, connections).Select(_ => Task.Run(() => LoadAsync(endpoint, start, watch, duration))));
        TimeSpan started = watch.Elapsed;
        JsonMap running = JsonMap.Of(
            ("stateMachineArn", created["stateMachineArn"]!), ("statusFilter", "RUNNING"), ("maxResults", 1L));
        while ((await client.CallAsync("ListExecutions", running))["executions"] is JsonList { Count: > 0 })
        {
            await Task.Delay(20);
        }

        TimeSpan ended = watch.Elapsed;
        double[] sorted = [.. latencies.SelectMany(l => l).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-18} {sorted.Length / started.TotalSeconds,8:F0} starts/s "
            + $"{sorted.Length * transitions / ended.TotalSeconds,8:F0} transitions/s   "
            + $"p50 {sorted[sorted.Length / 2]:F1} ms, p99 {sorted[sorted.Length * 99 / 100]:F1} ms"));
    }

    private static async Task<List<double>> LoadAsync(Uri endpoint, JsonMap request, Stopwatch watch, TimeSpan duration)
    {
        using var client = new Client(endpoint);
        List<double> latencies = [];
        while (watch.Elapsed < duration)
        {
            TimeSpan begin = watch.Elapsed;
            await client.CallAsync("StartExecution", request);
            latencies.Add((watch.Elapsed - begin).TotalMilliseconds);
        }

        return latencies;
    }

    private static string Passes(int count) => Chain(count, """ "Type":"Pass" """);

    private static string Tasks(int count) =>
        Chain(count, """ "Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f" """);

    private static string Chain(int count, string state)
    {
        IEnumerable<string> states = Enumerable.Range(1, count).Select(i =>
        {
            string next = i == count ? "\"End\":true" : $"\"Next\":\"S{i + 1}\"";
            return $$"""  "S{{i}}":{ {{state}},{{next}} }""";
        });
        return $$"""{ "StartAt":"S1","States":{ {{string.Join(",", states)}} } }""";
    }

    /// <summary>Functions that answer with what they are called with.</summary>
    private sealed class FunctionEndpoint : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public FunctionEndpoint()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(512);
            _ = AcceptAsync();
        }

        public string Address => $"http://{_listener.LocalEndPoint}";

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            while (true)
            {
                Socket connection = await _listener.AcceptAsync();
                connection.NoDelay = true;
                _ = Task.Run(() => AnswerAsync(connection));
            }
        }

        private static async Task AnswerAsync(Socket connection)
        {
            byte[] buffer = new byte[64 * 1024];
            int read = 0;
            while (await connection.ReceiveAsync(buffer.AsMemory(read)) is > 0 and int received)
            {
                read += received;
                if (HttpText.Body(buffer.AsSpan(0, read)) is { } body)
                {
                    byte[] echo = buffer[body];
                    string head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {echo.Length}\r\n\r\n";
                    await connection.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. echo]);
                    read = 0;
                }
            }

            connection.Dispose();
        }
    }
}
