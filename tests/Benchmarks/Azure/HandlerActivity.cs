using DurableTask.Core;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>A function of the samples, as an activity of an orchestration that was written by hand.</summary>
internal sealed class HandlerActivity(ITaskHandler handler) : AsyncTaskActivity<JToken, JToken>
{
    protected override async Task<JToken> ExecuteAsync(TaskContext context, JToken input)
    {
        JsonAny result = await handler.HandleAsync(JsonAny.Parse(input.ToString(Formatting.None)), CancellationToken.None);
        return JToken.Parse(result.ToString());
    }
}
