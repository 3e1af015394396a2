using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FunctionsAsl.Local.Mcp;

/// <summary>
/// Messages line by line, whose end comes only when what was asked before it is answered: requests may come from a file, too. The library's own
/// transport drops the answers once its input has ended.
/// </summary>
internal sealed class AnsweringTransport : ITransport
{
    private const string End = "notifications/end-of-input";

    // A little more than a workflow may run for.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly Pipe _pipe = new();
    private readonly Channel<JsonRpcMessage> _messages = Channel.CreateUnbounded<JsonRpcMessage>();
    private readonly HashSet<RequestId> _open = [];
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StreamServerTransport _lines;
    private bool _hasEnded;

    public AnsweringTransport(Stream input, Stream output)
    {
        _lines = new StreamServerTransport(_pipe.Reader.AsStream(), output);
        _ = FeedAsync(input);
        _ = PassAsync();
    }

    public string? SessionId => _lines.SessionId;

    public ChannelReader<JsonRpcMessage> MessageReader => _messages.Reader;

    public async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        await _lines.SendMessageAsync(message, cancellationToken);
        if (message is JsonRpcMessageWithId answer and not JsonRpcRequest)
        {
            lock (_open)
            {
                _open.Remove(answer.Id);
                TellAnswered();
            }
        }
    }

    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    /// <summary>Says as a message that the input has ended: then all before it has passed.</summary>
    private async Task FeedAsync(Stream input)
    {
        try
        {
            await input.CopyToAsync(_pipe.Writer);
        }
        catch (IOException)
        {
            // Whoever wrote it is gone.
        }

        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("\n{\"jsonrpc\":\"2.0\",\"method\":\"" + End + "\"}\n"));
    }

    private async Task PassAsync()
    {
        try
        {
            await foreach (JsonRpcMessage message in _lines.MessageReader.ReadAllAsync())
            {
                if (message is JsonRpcNotification { Method: End })
                {
                    await WhenAnsweredAsync();
                    return;
                }

                if (message is JsonRpcRequest request)
                {
                    lock (_open)
                    {
                        _open.Add(request.Id);
                    }
                }

                await _messages.Writer.WriteAsync(message);
            }
        }
        finally
        {
            _messages.Writer.TryComplete();
        }
    }

    private async Task WhenAnsweredAsync()
    {
        lock (_open)
        {
            _hasEnded = true;
            TellAnswered();
        }

        // What the client has given up is never answered.
        await Task.WhenAny(_answered.Task, Task.Delay(Limit));
    }

    private void TellAnswered()
    {
        if (_hasEnded && _open.Count == 0)
        {
            _answered.TrySetResult();
        }
    }
}
