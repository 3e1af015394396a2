using Xunit;

[assembly: TestFramework("FunctionsAsl.EndToEnd.TestRun", "FunctionsAsl.EndToEnd")]

// Each test has a server of its own and clients that are processes: on a machine with few cores they would only hinder each other. So they
// run one after the other, beside the few that have a lane of their own (Lane).
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly, MaxParallelThreads = -1)]
