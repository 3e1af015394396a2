using FunctionsAsl.Core;
using FunctionsAsl.Service.Tasks.Items;

namespace FunctionsAsl.Service.Tasks;

/// <summary>The results of a Map Run's children as the result of its state.</summary>
internal static class CollectedResults
{
    // Without a WriterConfig the outputs alone (DG/input-output-resultwriter).
    private static readonly WriterConfig Plain = new(ResultTransformation.Compact, ResultType.Json);

    /// <param name="results">In the order of the items.</param>
    /// <exception cref="TaskFailedException">They are too large together.</exception>
    public static async ValueTask<JsonList> CollectAsync(IAsyncEnumerable<ChildResult> results, MapRunInputs inputs)
    {
        WriterConfig config = inputs.Writer?["WriterConfig"] is JsonMap written ? WriterConfig.Of(written, Plain) : Plain;
        List<JsonAny> collected = [];
        long bytes = 2;
        await foreach (ChildResult result in results)
        {
            foreach (JsonAny value in Values(result, config))
            {
                bytes += value.Utf8Length + 1;
                if (bytes > Limits.PayloadBytes)
                {
                    throw new TaskFailedException(ErrorName.DataLimitExceeded, inputs.TooLarge);
                }

                collected.Add(value);
            }
        }

        return JsonList.Of(collected);
    }

    private static JsonList Values(ChildResult result, WriterConfig config)
    {
        if (result.Output is not { } output)
        {
            // Where a failure is tolerated, it stands among the results (iwamot/sfnx, measured).
            return JsonList.Of([JsonMap.Of(("Status", result.Status), ("Error", result.Error ?? ""), ("Cause", result.Cause ?? ""))]);
        }

        JsonAny value = output.Value ?? JsonAny.Parse(output.Utf8.Span);
        return config.Transformation == ResultTransformation.Flatten && value is JsonList elements ? elements : JsonList.Of([value]);
    }
}
