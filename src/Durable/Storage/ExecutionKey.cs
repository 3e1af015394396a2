using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// What the blobs of an execution are named by. No two executions ever have the same: where a state machine is deleted and comes
/// again, so may an execution's name, but not at the same time.
/// </summary>
/// <param name="Machine">
/// The machine's name; for the children of a Map Run <c>NAME/LABEL</c>, and for Map Runs <c>NAME/</c>, so that neither is among the
/// executions of the machine.
/// </param>
/// <param name="Name">The execution's name; of a Map Run <c>LABEL:UUID</c>.</param>
/// <param name="Ticks">When the name was claimed, in ticks of 100 ns since year 1, UTC: the start, or a little before.</param>
internal sealed record ExecutionKey(string Machine, string Name, long Ticks)
{
    private const int TickDigits = 19;
    private const int ReadableCharacters = 35;

    /// <summary>The name of the machine that it is of, or that is a part of.</summary>
    public string StateMachine => Machine.Split('/')[0];

    /// <summary>When the name was claimed.</summary>
    public DateTimeOffset Time => new(Ticks, TimeSpan.Zero);

    /// <summary>The ARN of that machine.</summary>
    /// <param name="executionArn">The ARN of the execution.</param>
    public string StateMachineArn(string executionArn) => $"{string.Join(':', executionArn.Split(':')[..5])}:stateMachine:{StateMachine}";

    /// <summary>What an execution's key says of its ARN; <see langword="null"/> where none can have it.</summary>
    public static (string Machine, string Name)? PartsOf(string arn) =>
        // arn, partition, states, region, account, execution, machine, name
        arn.Split(':') is not [_, _, _, _, _, var type, var machine, var name] ? null
        : type == MapRunArn.Type ? machine.Split('/') is [var whole, var label] ? ($"{whole}/", $"{label}:{name}") : null
        : (machine, name);

    /// <summary>The ARN of the execution.</summary>
    /// <param name="prefix">What it begins with, up to the account.</param>
    public string ArnBehind(string prefix) => Machine.EndsWith('/') ? $"{prefix}:{MapRunArn.Type}:{Machine}{Name}" : $"{prefix}:execution:{Machine}:{Name}";

    /// <summary>The ARN of the machine, or of the processor whose run it is or belongs to.</summary>
    /// <inheritdoc cref="ArnBehind"/>
    public string MachineArnBehind(string prefix) =>
        $"{prefix}:stateMachine:{Machine}{(Machine.EndsWith('/') ? Name.Split(':')[0] : "")}";

    /// <summary>Sorts the executions of a machine by descending time, then by descending name.</summary>
    public override string ToString()
    {
        byte[] name = Encoding.UTF8.GetBytes(Name);
        Complement(name);

        // The last character is behind all digits: a name comes before those that it begins with.
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{BlobName.Escape(Machine)}/{DateTime.MaxValue.Ticks - Ticks:D19}-{Convert.ToHexStringLower(name)}~");
    }

    public string RecordBlob => $"executions/{this}";

    public string HistoryBlob => $"history/{this}";

    /// <summary>What the names of copies of the history begin with.</summary>
    public string HistoryCopies => $"states/{this}/history-";

    /// <summary>A copy of the first bytes of the history, of which its blob is made anew.</summary>
    public string HistoryCopyBlob(long length) => string.Create(CultureInfo.InvariantCulture, $"{HistoryCopies}{length}");

    /// <summary>The state that was saved as the <paramref name="n"/>th.</summary>
    public string StateBlob(long n, string hash) => string.Create(CultureInfo.InvariantCulture, $"states/{this}/{n}-{hash}");

    /// <summary>The state that it ended in after so many redrives.</summary>
    public string KeptBlob(long redrives) => string.Create(CultureInfo.InvariantCulture, $"states/{this}/kept-{redrives}");

    /// <param name="commandId">The command that the payload belongs to.</param>
    /// <param name="what">What it is to the command, as <c>input</c>.</param>
    public string PayloadBlob(string commandId, string what) => BlobName.Bound($"payloads/{this}/{commandId}-{what}");

    public string TaskBlob(string commandId) => BlobName.Bound($"tasks/{this}/{commandId}");

    /// <summary>What the names of all its blobs begin with besides the record and the history.</summary>
    public IEnumerable<string> Folders => [$"states/{this}/", $"tasks/{this}/", $"payloads/{this}/"];

    /// <summary>The id of the orchestration: at most 100 letters, digits and hyphens.</summary>
    /// <param name="redrives">How often the execution was redriven: each time it has another orchestration.</param>
    public string InstanceId(string arn, long redrives = 0)
    {
        string readable = string.Concat(Name.Take(ReadableCharacters).Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        string whole = string.Create(CultureInfo.InvariantCulture, $"{arn} {Ticks}");
        whole += redrives == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {redrives}");
        return $"{readable}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))}";
    }

    /// <summary>Reads what <see cref="ToString"/> gave.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ExecutionKey? key)
    {
        key = null;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        int hyphen = slash + 1 + TickDigits;
        if (slash < 0 || text.Length < hyphen + 2 || text[hyphen] != '-' || text[^1] != '~'
            || !long.TryParse(text.AsSpan(slash + 1, TickDigits), NumberStyles.None, CultureInfo.InvariantCulture, out long inverse))
        {
            return false;
        }

        try
        {
            byte[] name = Convert.FromHexString(text.AsSpan(hyphen + 1, text.Length - hyphen - 2));
            Complement(name);
            key = new ExecutionKey(BlobName.Unescape(text[..slash]), Encoding.UTF8.GetString(name), DateTime.MaxValue.Ticks - inverse);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <exception cref="FormatException"><see cref="ToString"/> never gave this.</exception>
    public static ExecutionKey Parse(string text) =>
        TryParse(text, out ExecutionKey? key) ? key : throw new FormatException($"'{text}' is not the key of an execution.");

    private static void Complement(Span<byte> bytes)
    {
        foreach (ref byte b in bytes)
        {
            b = (byte)~b;
        }
    }
}
