using System.Globalization;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Conformance;

/// <summary>The Python functions of a case, rewritten: their source to what they do.</summary>
public sealed class Lambdas
{
    private const string HelloWorld = "HelloWorld!";

    private static readonly Dictionary<string, Func<Lambdas, ITaskHandler>> Behaviours = new(StringComparer.Ordinal)
    {
        ["return event"] = _ => new Function(input => input),
        ["return b'\"HelloWorld!\"'"] = _ => new Function(_ => HelloWorld),
        ["return utf8_encoded_string"] = _ => new Function(_ => new string('a', 257 * 1024)),
        ["return {\"Return\": \"HelloWorld\"}"] = _ => new Function(_ => JsonMap.Of(("Return", "HelloWorld"))),
        ["return f\"input-event-{event}\""] = _ => new Function(input => "input-event-" + Representation(input)),
        ["raise Exception(\"Some exception was raised.\")"] = _ => new Raising(
            "Exception", "Some exception was raised.", 2, "raise Exception(\"Some exception was raised.\")"),
        // Its own message is not the one that Python prints for it, which is empty.
        ["raise CustomException()"] = _ => new Raising("CustomException", "", 9, "raise CustomException()"),
        ["time.sleep(60) return event"] = lambdas => new Endless(lambdas),
    };

    private int _sleeping;

    public Lambdas(Case recorded) => Handlers = recorded.Lambdas.ToDictionary(
        lambda => Symbols.Invent(lambda.Key.Trim('<', '>')),
        lambda => Behaviours[BodyOf((JsonMap)lambda.Value)](this),
        StringComparer.Ordinal);

    /// <summary>The handlers by function name.</summary>
    public IReadOnlyDictionary<string, ITaskHandler> Handlers { get; }

    /// <summary>How many calls sleep now: they end when they are cancelled, not before.</summary>
    public int Sleeping => Volatile.Read(ref _sleeping);

    /// <summary>The statements that tell the functions apart: the end of the source, blanks joined.</summary>
    private static string BodyOf(JsonMap lambda)
    {
        string source = Case.Text((JsonMap)lambda["files"]!, "handler.py")!;
        string body = string.Join(' ', source.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return Behaviours.Keys.Where(key => body.EndsWith(key, StringComparison.Ordinal)).MaxBy(key => key.Length)
            ?? throw new NotSupportedException("No handler for the function:\n" + source);
    }

    /// <summary>Python's repr of lists, strings and numbers.</summary>
    private static string Representation(JsonAny value) => value switch
    {
        JsonList array => "[" + string.Join(", ", array.Select(Representation)) + "]",
        JsonString s => "'" + s.Value + "'",
        _ => value.ToString(),
    };

    /// <summary>Answers in the text that Python writes: the length of it is in the recordings.</summary>
    private sealed class Function(Func<JsonAny, JsonAny> body) : ITaskHandler
    {
        public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) =>
            ValueTask.FromResult(JsonAny.ParseVerbatim(PythonJson.Write(body(input))));
    }

    /// <summary>Fails as the Python runtime of Lambda reports an exception, with a new request id each time.</summary>
    private sealed class Raising(string type, string message, int line, string statement) : ITaskHandler
    {
        private int _requests;

        public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
        {
            string number = Interlocked.Increment(ref _requests).ToString("x12", CultureInfo.InvariantCulture);
            JsonMap cause = JsonMap.Of(
                ("errorMessage", message),
                ("errorType", type),
                ("requestId", $"9d0e4c5a-0000-4000-8000-{number}"),
                ("stackTrace", JsonList.Of($"  File \"/var/task/handler.py\", line {line}, in handler\n    {statement}\n")));
            return ValueTask.FromException<JsonAny>(new FunctionFailedException(cause, PythonJson.Write(cause)));
        }
    }

    /// <summary>Sleeps longer than any timeout of the cases that call it.</summary>
    private sealed class Endless(Lambdas lambdas) : ITaskHandler
    {
        public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
        {
            Interlocked.Increment(ref lambdas._sleeping);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
                return input;
            }
            finally
            {
                Interlocked.Decrement(ref lambdas._sleeping);
            }
        }
    }
}
