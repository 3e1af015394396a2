using System.Globalization;
using System.Text;
using FunctionsAsl.Json;

namespace FunctionsAsl.Support.Fuzz;

/// <summary>
/// What a hostile client sends, endlessly: random bytes, good requests of every operation with something changed, bytes that break HTTP,
/// several requests at once, slow ones, and connections that are closed on one side. The same seed gives the same requests.
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
    public FuzzRequest Next() => _random.Next(12) switch
    {
        0 => FuzzRequest.Unanswered(Bytes(_random.Next(1, 2000))),
        1 or 2 => Abuse(),
        3 => Pipeline(_random.Next(2, 9)),
        4 => Slow(),
        5 => HalfClosed(),
        _ => Changed(),
    };

    /// <summary>Requests one behind the other, whose answers must come in the same order.</summary>
    private FuzzRequest Pipeline(int count)
    {
        (byte[] Bytes, ExpectedAnswer Answer)[] all = [.. Enumerable.Range(0, count).Select(_ => Whole())];
        return new FuzzRequest([[.. all.SelectMany(static one => one.Bytes)]], [.. all.Select(static one => one.Answer)]);
    }

    /// <summary>Bytes that trickle: all of some requests, or so few that the server loses patience.</summary>
    private FuzzRequest Slow()
    {
        if (_random.Next(500) == 0)
        {
            byte[] head = Encoding.Latin1.GetBytes(
                "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\nContent-Length: 100\r\n\r\n");
            return new FuzzRequest([head, .. Enumerable.Repeat("{"u8.ToArray(), 8)], []) { Pause = TimeSpan.FromSeconds(1) };
        }

        FuzzRequest request = Pipeline(_random.Next(1, 4));
        byte[] bytes = request.Pieces[0];
        return request with { Pieces = [.. bytes.Chunk(Math.Max(1, bytes.Length / _random.Next(2, 20)))], Pause = TimeSpan.FromMilliseconds(1) };
    }

    /// <summary>
    /// Some requests, or part of one, and then the end of what the client has to say; it still listens. Kestrel takes that for the client's
    /// leaving, as most who do it have left: there is an answer, or the connection is closed.
    /// </summary>
    private FuzzRequest HalfClosed()
    {
        byte[] bytes = Pipeline(_random.Next(1, 3)).Pieces[0];
        int sent = _random.Next(2) == 0 ? bytes.Length : _random.Next(bytes.Length);
        return new FuzzRequest([bytes[..sent]], []) { ClosesHalf = true };
    }

    /// <summary>A request that an answer follows, of which is known what it says, or at least that it is no failure of the server.</summary>
    private (byte[] Bytes, ExpectedAnswer Answer) Whole()
    {
        string number = _random.Next().ToString(CultureInfo.InvariantCulture);
        switch (_random.Next(4))
        {
            case 0:
                // It is told that there is none of this name.
                string body = $$"""{"stateMachineArn":"{{Account}}:stateMachine:none{{number}}"}""";
                return (Post("DescribeStateMachine", Encoding.UTF8.GetBytes(body)), new ExpectedAnswer(400, $"none{number}"));
            case 1:
                return (Post("No" + number, "{}"u8.ToArray()), new ExpectedAnswer(400, "UnknownOperationException"));
            case 2:
                return (Encoding.Latin1.GetBytes("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"), new ExpectedAnswer(200, ""));
            default:
                (string operation, byte[] good) = Pick();
                return operation is "GetActivityTask" or "StartSyncExecution" ? Whole() : (Post(operation, good), new ExpectedAnswer(null, ""));
        }
    }

    private FuzzRequest Changed()
    {
        (string operation, byte[] body) = Pick();
        for (int changes = _random.Next(0, 4); changes > 0 && body.Length > 0; changes--)
        {
            body = Change(body);
        }

        byte[] request = Post(operation, body);
        return operation switch
        {
            // A task that never comes, and an execution that ends when it does.
            "GetActivityTask" => FuzzRequest.Unanswered(request),
            "StartSyncExecution" => FuzzRequest.Unanswered(request, TimeSpan.FromSeconds(1)),
            _ => FuzzRequest.Answered(request),
        };
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
        return FuzzRequest.Unanswered(_random.Next(8) switch
        {
            0 => Encoding.Latin1.GetBytes($"{head}Transfer-Encoding: chunked\r\n\r\n{_random.Next():x}\r\nabc\r\n-1\r\n"),
            1 => Encoding.Latin1.GetBytes($"{head}X: {new string('x', _random.Next(100_000))}\r\n\r\n"),
            2 => Encoding.Latin1.GetBytes($"{head}Content-Length: {_random.Next(10_000_000)}\r\n\r\n{{\"a\":"),
            3 => good[.._random.Next(good.Length)],
            4 => Encoding.Latin1.GetBytes($"{head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            5 => Encoding.Latin1.GetBytes($"{head}{string.Concat(Enumerable.Repeat("A: b\r\n", _random.Next(500)))}Content-Length: 2\r\n\r\n{{}}"),
            6 => Encoding.Latin1.GetBytes($"{head}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"),
            _ => Encoding.Latin1.GetBytes(
                $"GET /{Encoding.Latin1.GetString(Bytes(30)).Replace('\n', ' ')}?maxResults={Values[_random.Next(Values.Length)]} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        });
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
