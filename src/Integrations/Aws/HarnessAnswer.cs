using System.Text;
using FunctionsAsl.AwsApi.EventStreams;
using FunctionsAsl.AwsApi.Protocols;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// What an agent says, as a task's result (DG/connect-bedrockagentcore, "Response fields"): the texts of its last message, why it stopped, and
/// the tokens and milliseconds of all turns together. It keeps one message: what the agent's tools gave it may be of any length.
/// </summary>
internal sealed class HarnessAnswer
{
    /// <summary>A task's result has up to 256 KiB: a message of more characters cannot become one.</summary>
    private const int MaxCharacters = 256 * 1024;

    /// <summary>A member of the result, and the event's that it sums.</summary>
    private static readonly (string Result, string Event)[] Tokens =
        [("InputTokens", "inputTokens"), ("OutputTokens", "outputTokens"), ("TotalTokens", "totalTokens")];

    private readonly long[] _tokens = new long[Tokens.Length];
    private readonly SortedDictionary<int, StringBuilder> _blocks = [];
    private JsonList _content = JsonList.Empty;
    private long _milliseconds;
    private int _characters;
    private bool _isAssistant;
    private bool _isOpen;
    private string? _stopReason;

    /// <exception cref="AwsFormatException">The event is not what the model says.</exception>
    /// <exception cref="TaskFailedException">The message is longer than a result may be.</exception>
    public void Add(StreamEvent said)
    {
        JsonMap members = said.Members;
        switch (said.Name)
        {
            case "messageStart":
                (_isOpen, _isAssistant, _characters) = (true, (members["role"] as JsonString)?.Value == "assistant", 0);
                _blocks.Clear();
                break;
            case "contentBlockDelta" when _isAssistant && members["delta"] is JsonMap delta && delta["text"] is JsonString text:
                Add((int)Number(members, "contentBlockIndex"), text.Value);
                break;
            case "messageStop":
                _stopReason = (members["stopReason"] as JsonString)?.Value;
                _content = _isAssistant ? JsonList.Of(_blocks.Values.Select(static block => (JsonAny)JsonMap.Of(("Text", block.ToString())))) : _content;
                _isOpen = false;
                break;
            case "metadata":
                for (int i = 0; i < Tokens.Length; i++)
                {
                    _tokens[i] += Number(members["usage"] as JsonMap, Tokens[i].Event);
                }

                _milliseconds += Number(members["metrics"] as JsonMap, "latencyMs");
                break;
        }
    }

    /// <exception cref="AwsFormatException">The agent has not finished.</exception>
    public JsonMap ToResult() => _stopReason is null || _isOpen
        ? throw new AwsFormatException("The stream of events ended before the agent's message did.")
        : JsonMap.Of(
            ("Output", JsonMap.Of(("Message", JsonMap.Of(("Role", "assistant"), ("Content", _content))))),
            ("StopReason", _stopReason),
            ("Usage", JsonMap.Of([.. Tokens.Select((token, i) => (token.Result, (JsonAny)_tokens[i]))])),
            ("Metrics", JsonMap.Of(("LatencyMs", _milliseconds))));

    private void Add(int block, string text)
    {
        // An empty one takes room, too.
        _characters += text.Length + 16;
        if (_characters > MaxCharacters)
        {
            throw new TaskFailedException(
                ErrorName.DataLimitExceeded,
                string.Create(CultureInfo.InvariantCulture, $"The agent's message has more than {MaxCharacters} characters."));
        }

        if (!_blocks.TryGetValue(block, out StringBuilder? said))
        {
            _blocks[block] = said = new StringBuilder();
        }

        said.Append(text);
    }

    /// <summary>A whole number that the model asks for.</summary>
    private static long Number(JsonMap? members, string name) =>
        members?[name] is JsonNumber { IsInteger: true } number && number.AsDouble is >= 0 and <= int.MaxValue and var value
            ? (long)value
            : throw new AwsFormatException($"The stream of events is broken: {name} is no number that it could be.");
}
