using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>A command on its way from the core to whoever carries it out.</summary>
/// <param name="Command">The command.</param>
/// <param name="InputBlob">The blob that holds the input of a task, where it is too large to come along; the command has null then.</param>
internal sealed record IssuedCommand(Command Command, string? InputBlob = null)
{
    public string Id => Command.Id;

    public JsonObject ToJson()
    {
        var json = new JsonObject.Builder().Set("type", Command.GetType().Name).Set("id", Command.Id);
        switch (Command)
        {
            case Command.StartTimer timer:
                json.Set("due", WireObject.Time(timer.Due));
                break;
            case Command.RunTask task:
                json
                    .Set("state", task.State)
                    .Set("resource", task.Resource.Arn)
                    .SetIfPresent("input", InputBlob is null ? task.Input : null)
                    .SetIfPresent("inputBlob", WireObject.Text(InputBlob))
                    .Set("attempt", JsonNumber.Of(task.Attempt))
                    .SetIfPresent("token", WireObject.Text(task.Token))
                    .SetIfPresent("submitted", task.Submitted ? JsonValue.True : null);
                break;
        }

        return json.Build();
    }

    /// <exception cref="FormatException"><see cref="ToJson"/> never gave this.</exception>
    public static IssuedCommand Load(JsonValue saved)
    {
        WireObject json = WireObject.Of(saved);
        string id = json.String("id");
        return json.String("type") switch
        {
            nameof(Core.Execution.Command.StartTimer) => new(new Command.StartTimer(id, json.Time("due"))),
            nameof(Core.Execution.Command.CancelTimer) => new(new Command.CancelTimer(id)),
            nameof(Core.Execution.Command.CancelTask) => new(new Command.CancelTask(id)),
            nameof(Core.Execution.Command.RunTask) => new(
                new Command.RunTask(
                    id,
                    json.String("state"),
                    TaskResource.TryParse(json.String("resource"))
                        ?? throw new FormatException($"No task can run the resource '{json.String("resource")}'."),
                    json.ValueIfPresent("input") ?? JsonValue.Null,
                    (int)json.Integer("attempt"),
                    json.StringIfPresent("token"),
                    json.Flag("submitted")),
                json.StringIfPresent("inputBlob")),
            string type => throw new FormatException($"There is no command '{type}'."),
        };
    }
}
