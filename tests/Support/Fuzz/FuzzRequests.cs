using System.Globalization;
using System.Text;
using FunctionsAsl.Json;

namespace FunctionsAsl.Support.Fuzz;

/// <summary>
/// What a hostile client sends, endlessly: random bytes, good requests of every operation with something changed, and bytes that break
/// HTTP. The same seed gives the same requests.
/// </summary>
public sealed class FuzzRequests(int seed)
{
    private const string Account = "arn:aws:states:us-east-1:123456789012";
    private const string Role = "arn:aws:iam::123456789012:role/r";

    private static readonly string[] Definitions =
    [
        """{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"a":[1,2.5,"ü"]},"End":true}}}""",
        """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a","TimeoutSeconds":9,"End":true}}}""",
        """{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Map","Items":"{% [1..5] %}","ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Pass","Output":"{% $states.input * 2 %}","End":true}}},"End":true}}}""",
        """{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.x[?(@.y>1)]","IsPresent":true,"Next":"B"}],"Default":"B"},"B":{"Type":"Wait","Seconds":1,"Next":"C"},"C":{"Type":"Fail","Error":"E"}}}""",
    ];

    // From operation to its request; {n} is one of few numbers, so that requests meet.
    private static readonly (string Operation, string Request)[] Good =
    [
        ("CreateActivity", """{"name":"a"}"""),
        ("CreateStateMachine", """{"name":"m{n}","roleArn":"ROLE","definition":DEFINITION}"""),
        ("CreateStateMachine", """{"name":"x{n}","type":"EXPRESS","roleArn":"ROLE","definition":DEFINITION}"""),
        ("UpdateStateMachine", """{"stateMachineArn":"ACCOUNT:stateMachine:m{n}","definition":DEFINITION}"""),
        ("ValidateStateMachineDefinition", """{"definition":DEFINITION}"""),
        ("DeleteStateMachine", """{"stateMachineArn":"ACCOUNT:stateMachine:m{n}"}"""),
        ("DescribeStateMachine", """{"stateMachineArn":"ACCOUNT:stateMachine:m{n}"}"""),
        ("ListStateMachines", """{"maxResults":3}"""),
        ("ListStateMachineVersions", """{"stateMachineArn":"ACCOUNT:stateMachine:m{n}"}"""),
        ("StartExecution", """{"stateMachineArn":"ACCOUNT:stateMachine:m{n}","name":"e{n}","input":"{\"a\":[1,2.5e3]}"}"""),
        ("StartExecution", """{"stateMachineArn":"ACCOUNT:stateMachine:m{n}"}"""),
        ("StartSyncExecution", """{"stateMachineArn":"ACCOUNT:stateMachine:x{n}","input":"[]"}"""),
        ("StopExecution", """{"executionArn":"ACCOUNT:execution:m{n}:e{n}","error":"E","cause":"C"}"""),
        ("DescribeExecution", """{"executionArn":"ACCOUNT:execution:m{n}:e{n}"}"""),
        ("DescribeStateMachineForExecution", """{"executionArn":"ACCOUNT:execution:m{n}:e{n}"}"""),
        ("GetExecutionHistory", """{"executionArn":"ACCOUNT:execution:m{n}:e{n}","maxResults":4,"reverseOrder":true}"""),
        ("ListExecutions", """{"stateMachineArn":"ACCOUNT:stateMachine:m{n}","statusFilter":"RUNNING","maxResults":2}"""),
        ("GetActivityTask", """{"activityArn":"ACCOUNT:activity:a","workerName":"w"}"""),
        ("DescribeActivity", """{"activityArn":"ACCOUNT:activity:a"}"""),
        ("ListActivities", """{}"""),
        ("DeleteActivity", """{"activityArn":"ACCOUNT:activity:a"}"""),
        ("SendTaskSuccess", """{"taskToken":"AAAA","output":"{}"}"""),
        ("SendTaskFailure", """{"taskToken":"AAAA","error":"E","cause":"C"}"""),
        ("SendTaskHeartbeat", """{"taskToken":"AAAA"}"""),
        ("TagResource", """{"resourceArn":"ACCOUNT:stateMachine:m{n}","tags":[{"key":"k","value":"v"}]}"""),
        ("UntagResource", """{"resourceArn":"ACCOUNT:stateMachine:m{n}","tagKeys":["k"]}"""),
        ("ListTagsForResource", """{"resourceArn":"ACCOUNT:stateMachine:m{n}"}"""),
        ("PublishStateMachineVersion", """{"stateMachineArn":"ACCOUNT:stateMachine:m{n}"}"""),
        ("CreateStateMachineAlias", """{"name":"l","routingConfiguration":[{"stateMachineVersionArn":"ACCOUNT:stateMachine:m{n}:1","weight":100}]}"""),
        ("RedriveExecution", """{"executionArn":"ACCOUNT:execution:m{n}:e{n}"}"""),
        ("TestState", """{"definition":DEFINITION,"roleArn":"ROLE"}"""),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1e999", "99999999999999999999", "\"\"", "[]", "{}", "\"\\u0000\"", "\"\\ud800\"", "[[[[[[]]]]]]", "\"{% $ %}\"",
        "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAA\"", "\"$..*\"", "\"arn:aws:states:::\"", "1.5", "\"2099-01-01T00:00:00Z\"",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next request: whole, so that an answer follows, or not.</summary>
    public FuzzRequest Next() => _random.Next(10) switch
    {
        0 => new FuzzRequest(Bytes(_random.Next(1, 2000)), false),
        1 or 2 => Abuse(),
        _ => Changed(),
    };

    private FuzzRequest Changed()
    {
        (string operation, byte[] body) = Pick();
        for (int changes = _random.Next(0, 4); changes > 0 && body.Length > 0; changes--)
        {
            body = Change(body);
        }

        return new FuzzRequest(Post(operation, body), operation != "GetActivityTask");
    }

    private byte[] Change(byte[] body)
    {
        int at = _random.Next(body.Length);
        switch (_random.Next(5))
        {
            case 0:
                body[at] = (byte)_random.Next(256);
                return body;
            case 1:
                return [.. body[..at], .. Bytes(_random.Next(1, 20)), .. body[at..]];
            case 2:
                return body[..at];
            case 3:
                (_, byte[] other) = Pick();
                return [.. body[..at], .. other[_random.Next(other.Length)..]];
            default:
                // Another value behind a colon.
                int colon = Array.IndexOf(body, (byte)':', at);
                int end = colon < 0 ? -1 : Array.FindIndex(body, colon, static b => b is (byte)',' or (byte)'}');
                return end < 0 ? body : [.. body[..(colon + 1)], .. Encoding.UTF8.GetBytes(Values[_random.Next(Values.Length)]), .. body[end..]];
        }
    }

    private FuzzRequest Abuse()
    {
        (string operation, byte[] body) = Pick();
        byte[] good = Post(operation, body);
        string head = $"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.{operation}\r\n";
        return _random.Next(9) switch
        {
            0 => new(Encoding.Latin1.GetBytes($"{head}Transfer-Encoding: chunked\r\n\r\n{_random.Next():x}\r\nabc\r\n-1\r\n"), false),
            1 => new([.. good, .. good, .. good], operation != "GetActivityTask"),
            2 => new(Encoding.Latin1.GetBytes($"{head}X: {new string('x', _random.Next(100_000))}\r\n\r\n"), false),
            3 => new(Encoding.Latin1.GetBytes($"{head}Content-Length: {_random.Next(10_000_000)}\r\n\r\n{{\"a\":"), false),
            4 => new(good[.._random.Next(good.Length)], false),
            5 => new(Encoding.Latin1.GetBytes($"{head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), false),
            6 => new(Encoding.Latin1.GetBytes($"{head}{string.Concat(Enumerable.Repeat("A: b\r\n", _random.Next(500)))}Content-Length: 2\r\n\r\n{{}}"), false),
            7 => new(Encoding.Latin1.GetBytes($"{head}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"), false),
            _ => new(Encoding.Latin1.GetBytes(
                $"GET /{Encoding.Latin1.GetString(Bytes(30)).Replace('\n', ' ')}?maxResults={Values[_random.Next(Values.Length)]} HTTP/1.1\r\nHost: localhost\r\n\r\n"), false),
        };
    }

    private (string Operation, byte[] Body) Pick()
    {
        (string operation, string request) = Good[_random.Next(Good.Length)];
        string definition = new JsonString(Definitions[_random.Next(Definitions.Length)]).ToString();
        string text = request.Replace("ACCOUNT", Account, StringComparison.Ordinal)
            .Replace("ROLE", Role, StringComparison.Ordinal)
            .Replace("DEFINITION", definition, StringComparison.Ordinal)
            .Replace("{n}", _random.Next(5).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return (operation, Encoding.UTF8.GetBytes(text));
    }

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Post(string operation, byte[] body) =>
    [
        .. Encoding.Latin1.GetBytes(
            $"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.{operation}\r\nContent-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];
}

/// <summary>Bytes to send on a connection of their own.</summary>
/// <param name="IsAnswered">Whether an answer comes soon; if not, the client goes without one.</param>
public sealed record FuzzRequest(byte[] Bytes, bool IsAnswered)
{
    public override string ToString() => Encoding.Latin1.GetString(Bytes[..Math.Min(Bytes.Length, 4000)]);
}
