using FunctionsAsl.Durable.Orchestration;

namespace FunctionsAsl.Support.TaskHub;

/// <summary>How much orchestrations may carry along.</summary>
public static class Rooms
{
    /// <summary>All of them, each as the argument of a test.</summary>
    public static IEnumerable<object[]> All => [["ordinary"], ["narrow"], ["cramped"]];

    /// <summary>In narrow ones some steps are taken by the orchestrator and some by activities; in cramped ones, all by activities.</summary>
    public static OrchestrationOptions Options(string room) => room switch
    {
        "narrow" => new OrchestrationOptions
        {
            InlineBytes = 600,
            StateBytes = 1500,
            TailBytes = 1000,
            StatusBytes = 400,
            HistoryEvents = 6,
            LongRest = TimeSpan.FromSeconds(5),
        },
        "cramped" => new OrchestrationOptions
        {
            InlineBytes = 0,
            StateBytes = 0,
            DefinitionLength = 0,
            TailBytes = 0,
            StatusBytes = 0,
            HistoryEvents = 1,
        },
        _ => new OrchestrationOptions(),
    };
}
