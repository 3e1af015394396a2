using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.States;

/// <summary>The definitions of ../shared/conformance, as AWS answered them.</summary>
public sealed class RecordedDefinitionTests
{
    [Fact]
    public void What_aws_accepted_compiles()
    {
        int compiled = 0;
        foreach ((string id, JsonMap recorded) in Cases())
        {
            bool isRefused = recorded["expected"]!.ToString().Contains("InvalidDefinition", StringComparison.Ordinal);
            foreach (JsonMap call in ((JsonList)recorded["calls"]!).Cast<JsonMap>())
            {
                if (call["op"] is not JsonString { Value: "CreateStateMachine" } || (call["params"] as JsonMap)?["definition"] is not JsonString definition)
                {
                    continue;
                }

                bool isExpress = ((JsonMap)call["params"]!)["type"] is JsonString { Value: "EXPRESS" };
                (StateMachine? machine, var found) = StateMachine.Compile(
                    Resolve(definition.Value), isExpress ? StateMachineType.Express : StateMachineType.Standard);
                if (isRefused || found.Any(d => d.Message.Contains("not supported yet", StringComparison.Ordinal)))
                {
                    continue;
                }

                Assert.True(machine is not null, $"{id}: {string.Join("; ", found)}");
                compiled++;
            }
        }

        Say(compiled > 100, "definitions");
    }

    [Fact]
    public void Variable_references_are_those_of_aws()
    {
        int compared = 0;
        foreach ((string id, JsonMap recorded) in Cases().Where(c => c.Id.Contains("test_sfn_api_variable_references", StringComparison.Ordinal)))
        {
            JsonMap create = ((JsonList)recorded["calls"]!).Cast<JsonMap>().First(c => c["op"] is JsonString { Value: "CreateStateMachine" });
            string definition = ((JsonString)((JsonMap)create["params"]!)["definition"]!).Value;
            if (StateMachine.Compile(Resolve(definition)).Machine is not { } machine)
            {
                continue;
            }

            // Where there are none, the answer leaves the member out.
            JsonMap expected = Find(recorded["expected"]!, "variableReferences") ?? JsonMap.Empty;
            JsonMap actual = JsonMap.Of(
                [.. machine.VariableReferences.Select(r => (r.Key, (JsonAny)JsonList.Of(r.Value.Select(v => (JsonAny)new JsonString(v)))))]);
            Assert.True(expected.Equals(actual), $"{id}: {expected} but {actual}");
            compared++;
        }

        Say(compared > 3, "variable references");
    }

    private static void Say(bool enough, string what)
    {
        if (Folder() is null)
        {
            Console.WriteLine($"../shared is not there: the recorded {what} were not compared.");
        }
        else
        {
            Assert.True(enough);
        }
    }

    // The recorded functions and activities have symbols for their ARNs.
    private static string Resolve(string definition) => definition
        .Replace("<activity_arn_0>", "arn:aws:states:us-east-1:1:activity:a", StringComparison.Ordinal)
        .Replace("<region>", "us-east-1", StringComparison.Ordinal)
        .Replace("<account>", "111111111111", StringComparison.Ordinal);

    private static JsonMap? Find(JsonAny value, string name) => value switch
    {
        JsonMap members => members[name] as JsonMap ?? members.Select(m => Find(m.Value, name)).FirstOrDefault(f => f is not null),
        JsonList items => items.Select(i => Find(i, name)).FirstOrDefault(f => f is not null),
        _ => null,
    };

    private static IEnumerable<(string Id, JsonMap Case)> Cases() => Folder() is { } folder
        ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileNameWithoutExtension(file), (JsonMap)JsonAny.Parse(File.ReadAllBytes(file))))
        : [];

    private static string? Folder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string cases = Path.Combine(at.FullName, "shared", "conformance", "asl", "cases");
            if (Directory.Exists(cases))
            {
                return cases;
            }
        }

        return null;
    }
}
