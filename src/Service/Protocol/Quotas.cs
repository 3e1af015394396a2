namespace FunctionsAsl.Service.Protocol;

/// <summary>How much there may be of what an account has (DG/service-quotas); <see langword="null"/> where there may be any number.</summary>
public sealed record Quotas
{
    /// <summary>AWS's own.</summary>
    public static Quotas OfAws { get; } = new() { StateMachines = 100_000, Activities = 100_000, OpenExecutions = 1_000_000 };

    public int? StateMachines { get; init; }

    public int? Activities { get; init; }

    /// <summary>Executions of Standard machines that run, children of Map Runs included.</summary>
    public int? OpenExecutions { get; init; }

    /// <summary>Tags of a resource.</summary>
    public int Tags { get; init; } = 50;

    /// <summary>Versions of a state machine.</summary>
    public int Versions { get; init; } = 1000;

    /// <summary>Aliases of a state machine.</summary>
    public int Aliases { get; init; } = 100;

    /// <summary>These quotas with another; <see langword="null"/> where none has the name.</summary>
    public Quotas? With(string name, int number) => name switch
    {
        nameof(StateMachines) => this with { StateMachines = number },
        nameof(Activities) => this with { Activities = number },
        nameof(OpenExecutions) => this with { OpenExecutions = number },
        nameof(Tags) => this with { Tags = number },
        nameof(Versions) => this with { Versions = number },
        nameof(Aliases) => this with { Aliases = number },
        _ => null,
    };
}
