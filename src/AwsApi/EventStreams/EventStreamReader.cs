using System.Runtime.CompilerServices;
using FunctionsAsl.AwsApi.Protocols;

namespace FunctionsAsl.AwsApi.EventStreams;

/// <summary>
/// The events of an operation that answers with a stream, for services that speak JSON. Members that would stand in a frame's headers are not
/// read: no operation that is called has any.
/// </summary>
public static class EventStreamReader
{
    /// <summary>Each event as it comes, up to the end or the first error. Kinds that the model does not have are left out (Smithy asks for that).</summary>
    /// <param name="operation">Its output's payload is the stream.</param>
    /// <exception cref="AwsFormatException">What comes is no stream of events.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async IAsyncEnumerable<StreamEvent> ReadAsync(
        OperationModel operation, Stream content, [EnumeratorCancellation] CancellationToken cancel)
    {
        Shape kinds = operation.Output?.Payload?.Shape is { EventStream: true } shape ? shape
            : throw new AwsFormatException($"{operation.Name} answers with no stream of events.");
        var frames = new EventFrameReader(content);
        while (await frames.ReadAsync(cancel) is { } frame)
        {
            if (Read(kinds, frame) is { } read)
            {
                yield return read;
                if (read.Error is not null)
                {
                    yield break;
                }
            }
        }
    }

    private static StreamEvent? Read(Shape kinds, EventFrame frame)
    {
        switch (frame.Headers.GetValueOrDefault(":message-type"))
        {
            case "event":
                string name = Required(frame, ":event-type");
                return kinds.FindMember(name) is { Shape: var shape }
                    ? new StreamEvent(name, JsonBody.ReadMembers(JsonBody.Parse(frame.Payload.Span), shape))
                    : null;
            case "exception":
                string type = Required(frame, ":exception-type");
                return OfError(type, JsonBody.ErrorMessage(JsonBody.ParseError(frame.Payload.Span)), kinds.FindMember(type)?.Shape);
            case "error":
                return OfError(Required(frame, ":error-code"), frame.Headers.GetValueOrDefault(":error-message"), shape: null);
            default:
                throw new AwsFormatException("The stream of events is broken: a message is neither an event nor an error.");
        }
    }

    /// <param name="code">The member of the stream where the error is in the model.</param>
    private static StreamEvent OfError(string code, string? message, Shape? shape)
    {
        // The answer's own status is that of success.
        const int ServerError = 500;
        return new StreamEvent(code, JsonMap.Empty, new AwsError(shape?.Name ?? code, Protocol.Cut(message), shape?.HttpStatus ?? ServerError, shape));
    }

    private static string Required(EventFrame frame, string header) =>
        frame.Headers.GetValueOrDefault(header) ?? throw new AwsFormatException($"The stream of events is broken: a message has no header {header}.");
}
