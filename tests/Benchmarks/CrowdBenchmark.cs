using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>Many connections at once: some say nothing, some wait for tasks of an activity. Starts are to be answered all the same.</summary>
internal static class CrowdBenchmark
{
    private const int Starts = 200;
    private const string Pass = """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""";

    /// <param name="polls">How many connections call GetActivityTask.</param>
    /// <param name="idle">How many connections say nothing, before and after them.</param>
    /// <param name="program">A published <c>asl</c>; <see langword="null"/> for the one that was built with the benchmarks.</param>
    public static async Task<int> RunAsync(int polls, int idle, string? program)
    {
        Console.WriteLine($"{polls} calls of GetActivityTask and {idle} idle connections");
        Table.Row("", "seconds", "worst, ms", "resident, MiB");
        using Server server = await Server.StartAsync(program, "http://127.0.0.1:1");
        using var client = new Client(server.Endpoint);
        JsonMap machine = JsonMap.Of(("stateMachineArn", (await client.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", "starts"), ("definition", Pass), ("roleArn", "arn:aws:iam::123456789012:role/r"))))["stateMachineArn"]!));
        JsonMap activity = JsonMap.Of(
            ("activityArn", (await client.CallAsync("CreateActivity", JsonMap.Of(("name", "none"))))["activityArn"]!));
        await MeasureAsync("alone", server, machine);

        var silent = new List<Socket>();
        await ConnectAsync(idle / 2);
        Task<string>[] polled = [.. Enumerable.Range(0, polls).Select(_ => PollAsync(server.Endpoint, activity))];
        await ConnectAsync(idle - (idle / 2));
        await Task.Delay(TimeSpan.FromSeconds(5));
        await MeasureAsync("in the crowd", server, machine);
        await MeasureAsync("once more", server, machine);
        foreach (IGrouping<string, Task<string>> answers in polled.GroupBy(static p => p.IsCompleted ? p.Result : "waiting"))
        {
            Console.WriteLine($"polls: {answers.Count()} {answers.Key}");
        }

        Console.WriteLine($"idle connections that are open: {silent.Count(static s => !(s.Poll(0, SelectMode.SelectRead) && s.Available == 0))}");
        silent.ForEach(static s => s.Dispose());
        return 0;

        async Task ConnectAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Parse(server.Endpoint.Host), server.Endpoint.Port);
                silent.Add(socket);
            }
        }
    }

    /// <returns>The answer's first line, or how the connection ended.</returns>
    private static async Task<string> PollAsync(Uri endpoint, JsonMap activity)
    {
        try
        {
            using var client = new Client(endpoint);
            await client.CallAsync("GetActivityTask", activity);
            return "answered";
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return e.Message.Split('\r')[0];
        }
    }

    /// <summary>Each on a new connection, as from another program.</summary>
    private static async Task MeasureAsync(string what, Server server, JsonMap machine)
    {
        double worst = 0;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Starts; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using var client = new Client(server.Endpoint);
            await client.CallAsync("StartExecution", machine);
            worst = Math.Max(worst, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Table.Row($"{Starts} starts {what}", Stopwatch.GetElapsedTime(begin).TotalSeconds, worst, server.Memory / 1024.0 / 1024);
    }
}
