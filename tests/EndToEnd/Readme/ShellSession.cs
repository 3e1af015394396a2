using System.Diagnostics;
using System.Text;
using FunctionsAsl.EndToEnd.Packages;
using FunctionsAsl.Support.Readme;

namespace FunctionsAsl.EndToEnd.Readme;

/// <summary>The shell blocks of one file, as a reader types them one after the other into one terminal, with a server at hand.</summary>
internal sealed class ShellSession
{
    // How a command begins that is not run, and why.
    private static readonly (string Start, string Reason)[] NotRun =
    [
        ("dotnet test", "It is what runs this."),
        ("dotnet build", "It has built what runs this."),
        ("dotnet run -c Release --project tests/Benchmarks", "It takes minutes."),
        ("dotnet run --project src/Local -c Release -- serve", "The server of the test is that process, at a port of its own."),
        ("dotnet run --project src/Local -- serve --samples", "The server of the test is that process, at a port of its own."),
        ("ASL_STARTS=src/Samples/order.starts.json dotnet", "The server of the test is that process, at a port of its own."),
        ("ASL_TRACES=/tmp/traces.jsonl dotnet", "The server of the test is that process, at a port of its own."),
        ("asl serve", "The server of the test is that process, at a port of its own."),
        ("SFN_MOCK_CONFIG=src/Samples/training.mocks.json asl serve", "The server of the test is that process, with these mocks."),
        ("LAMBDA_ENDPOINT=http://127.0.0.1:3001 WAIT_TIME_SCALE=0 asl serve", "The server of the test is that process, at a port of its own."),
        ("AWS_ENDPOINT_URL=http://127.0.0.1:4566 asl serve", "The server of the test is that process, at a port of its own."),
        ("AWS_ENDPOINT_URL=http://127.0.0.1:5000 asl serve", "The server of the test is that process, at a port of its own."),
        ("moto_server", "It does not end by itself."),
        ("tail -f", "It does not end by itself."),
        ("dotnet new xunit", "It writes beside the repository: PackageTests does so elsewhere."),
        ("dotnet add ../order-tests", "It writes beside the repository: PackageTests does so elsewhere."),
        ("dotnet publish src/Local", "It takes minutes, and a C compiler."),
        ("ls src/Local/bin/Release", "It shows what dotnet publish has made."),
        ("pip install", "It changes what is installed."),
        ("dotnet run --project src/AwsApi/Generator", "It writes into the repository."),
        ("azurite", "Azurite may not be here."),
        ("cp local.settings.sample.json", "It writes into the repository."),
        ("dotnet run --project src/Functions", "The Azure Functions Core Tools may not be here."),
        ("dotnet run --project src/Cluster", "It needs Azurite, and does not end by itself."),
        ("cd infra", "What follows needs an Azure subscription."),
        ("azd ", "It needs an Azure subscription."),
        ("az ", "It needs an Azure subscription."),
        ("dotnet publish src/Cluster", "It needs a registry of images."),
        ("export IMAGE=", "What follows needs an Azure subscription."),
        ("KEY=$(az ", "It needs a deployed app."),
        ("""export AWS_ENDPOINT_URL_SFN="https://FUNC-APP""", "It needs a deployed app."),
        ("aws stepfunctions list-state-machines", "It needs a deployed app."),
    ];

    // The workflow fails, as its README says.
    private const string Declined = "order.declined.input.json";

    // Files that commands write.
    private static readonly string[] Written = ["backups/monday.db", "all.jsonl", "other.db", "aws.jsonl", "aws.db"];

    // Addresses that the test's server stands for.
    private static readonly string[] Served = ["http://127.0.0.1:8083", "https://states.us-east-1.amazonaws.com"];

    private readonly StringBuilder _script = new();
    private readonly HashSet<string> _notRun = new(StringComparer.Ordinal);

    /// <param name="endpoint">Of the server.</param>
    /// <param name="folder">Where the server's data file is (<c>asl.db</c>), and what commands write.</param>
    /// <param name="tokens">Of tasks that wait: each command that answers one is given its own.</param>
    public ShellSession(IEnumerable<FencedBlock> blocks, string endpoint, string folder, Queue<string> tokens)
    {
        _script.Append($$"""
            set -eu
            shopt -s expand_aliases
            trap 'echo "failed: $BASH_COMMAND" >&2' ERR
            asl() {
              case "$*" in
                *--endpoint*) ;;
                list*|history*|watch*|mocks*|export*) set -- "$@" --endpoint {{endpoint}};;
                status*|backup*) set -- "$@" --data '{{folder}}/asl.db';;
              esac
              '{{PackedFiles.Packed.Program}}' "$@"
            }
            dotnet() { [ "$1 $2 $3 $4" = 'run --project src/Local --' ]; shift 4; asl "$@"; }
            curl() { command curl -sS --fail-with-body "$@"; }

            """);
        foreach (string command in blocks.SelectMany(static block => block.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')))
        {
            if (Array.Find(NotRun, row => command.StartsWith(row.Start, StringComparison.Ordinal)) is { Start: { } start })
            {
                _notRun.Add(start);
                continue;
            }

            if (command.Contains("\"$TOKEN\"", StringComparison.Ordinal))
            {
                _script.Append($"TOKEN={tokens.Dequeue()}\n");
            }

            Commands += string.IsNullOrWhiteSpace(command) ? 0 : 1;
            string here = Written.Aggregate(command, (text, file) => text.Replace(file, $"{folder}/{file}", StringComparison.Ordinal));
            _script.Append(Served.Aggregate(here, (text, address) => text.Replace(address, endpoint, StringComparison.Ordinal)))
                .Append(command.Contains(Declined, StringComparison.Ordinal) ? " || [ $? = 1 ]\n" : "\n");
        }
    }

    /// <summary>How many commands are run.</summary>
    public int Commands { get; }

    /// <summary>The beginnings of those that are not.</summary>
    public IReadOnlySet<string> Omitted => _notRun;

    /// <summary>The beginnings of all that may be left out.</summary>
    public static IEnumerable<string> MayBeOmitted => NotRun.Select(static row => row.Start);

    public async Task<Outcome> RunAsync()
    {
        string script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, _script.ToString());
        ProcessStartInfo start = Tool.StartInfo("bash", [script]);
        start.WorkingDirectory = Asl.Root;
        start.Environment["WAIT_TIME_SCALE"] = "0";
        Outcome outcome = await Tool.RunAsync(start);
        File.Delete(script);
        return outcome;
    }
}
