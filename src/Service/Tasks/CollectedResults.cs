using System.Buffers;
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
            foreach (JsonAny value in ValuesOf(result, config.Transformation))
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

    private static JsonList ValuesOf(ChildResult result, ResultTransformation transformation)
    {
        // Of a child that failed there is nothing to flatten: it is as if nothing were to be made of it (DG/input-output-resultwriter).
        if (transformation == ResultTransformation.None || (transformation == ResultTransformation.Flatten && result.Output is null))
        {
            return JsonList.Of([RecordOf(result)]);
        }

        if (result.Output is not { } output)
        {
            // Where a failure is tolerated, it stands among the results (iwamot/sfnx, measured).
            return JsonList.Of([JsonMap.Of(("Status", result.Status), ("Error", result.Error ?? ""), ("Cause", result.Cause ?? ""))]);
        }

        JsonAny value = output.Value ?? JsonAny.Parse(output.Utf8.Span);
        return transformation == ResultTransformation.Flatten && value is JsonList elements ? elements : JsonList.Of([value]);
    }

    /// <summary>All that is known of a child, as it would be exported.</summary>
    private static JsonAny RecordOf(ChildResult result)
    {
        var text = new ArrayBufferWriter<byte>();
        new ResultText(text).WriteRecord(result);
        return JsonAny.Parse(text.WrittenSpan).WithoutSourceText();
    }
}
