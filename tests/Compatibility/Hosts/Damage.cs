using System.Text;
using System.Text.Json.Nodes;
using FunctionsAsl.Durable.Orchestration;
using Microsoft.Data.Sqlite;

namespace FunctionsAsl.Compatibility.Hosts;

/// <summary>Breaks what is saved of one execution in a file that no host has open.</summary>
internal static class Damage
{
    /// <summary>Breaks a row of a data file: the execution's snapshot, or what was saved last.</summary>
    public static void Row(string file, string arn, bool isSnapshot, string data)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            $"""
            UPDATE states SET data = CAST($data AS BLOB) WHERE key = (
                SELECT {(isSnapshot ? "min" : "max")}(key) FROM states WHERE key >> 20 = (SELECT id FROM executions WHERE arn = $arn));
            """;
        command.Parameters.AddWithValue("$data", data);
        command.Parameters.AddWithValue("$arn", arn);
        if (command.ExecuteNonQuery() != 1)
        {
            throw new ArgumentException($"Nothing is saved of {arn}.", nameof(arn));
        }
    }

    /// <summary>Breaks the blobs that hold the states of a machine's executions.</summary>
    public static void StateBlobs(string file, string machine, string content) => Change(file, (blobs, _) =>
    {
        string[] states = [.. blobs.Select(static blob => blob.Key).Where(name => name.StartsWith($"states/{machine}/", StringComparison.Ordinal))];
        foreach (string name in states)
        {
            blobs[name]!["Content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(content));
        }

        return states.Length;
    });

    /// <summary>Breaks the input of an execution's orchestration.</summary>
    public static void Input(string file, string arn, Func<string, string> damage) => Change(file, (_, instances) =>
    {
        int count = 0;
        foreach (JsonNode? instance in instances)
        {
            string input = Envelope.Open(instance!["Input"]!.GetValue<string>());
            if (input.Contains($"\"{arn}\"", StringComparison.Ordinal))
            {
                instance["Input"] = Envelope.Seal(damage(input));
                count++;
            }
        }

        return count;
    });

    private static void Change(string file, Func<JsonObject, JsonArray, int> damage)
    {
        JsonNode world = JsonNode.Parse(File.ReadAllText(file))!;
        var blobs = (JsonObject)JsonNode.Parse(world["Blobs"]!.GetValue<string>())!;
        var instances = (JsonArray)JsonNode.Parse(world["Hub"]!.GetValue<string>())!;
        if (damage(blobs, instances) == 0)
        {
            throw new ArgumentException("There is nothing to be damaged.", nameof(damage));
        }

        world["Blobs"] = blobs.ToJsonString();
        world["Hub"] = instances.ToJsonString();
        File.WriteAllText(file, world.ToJsonString());
    }
}
