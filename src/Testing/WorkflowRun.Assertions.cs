namespace FunctionsAsl.Testing;

/// <content>What a test expects of a run.</content>
public sealed partial class WorkflowRun
{
    /// <summary>The run has succeeded.</summary>
    /// <exception cref="WorkflowAssertionException">It has not.</exception>
    public WorkflowRun AssertSucceeded() =>
        Status == "SUCCEEDED" ? this : throw new WorkflowAssertionException($"The workflow has not succeeded. {Outcome}\n  Path: {Written(Path)}");

    /// <summary>The run has failed, with this error.</summary>
    /// <param name="error">The error's name.</param>
    /// <param name="cause">What is told of it; <see langword="null"/> for anything.</param>
    /// <exception cref="WorkflowAssertionException">It has not, or otherwise.</exception>
    public WorkflowRun AssertFailed(string error, string? cause = null) =>
        Status == "FAILED" && Error == error && (cause is null || Cause == cause)
            ? this
            : throw new WorkflowAssertionException(
                $"The workflow has not failed so.\n  Expected: {string.Join(": ", new[] { "FAILED", error, cause }.OfType<string>())}\n  Actual:   {Outcome}\n  Path: {Written(Path)}");

    /// <summary>The run has come by these states, one after the other; those within Map and Parallel states are left out (<see cref="Path"/>).</summary>
    /// <exception cref="WorkflowAssertionException">It has taken another path.</exception>
    public WorkflowRun AssertPath(params string[] states)
    {
        ArgumentNullException.ThrowIfNull(states);
        IReadOnlyList<string> path = Path;
        if (path.SequenceEqual(states, StringComparer.Ordinal))
        {
            return this;
        }

        int same = path.Zip(states).TakeWhile(static pair => pair.First == pair.Second).Count();
        string At(IReadOnlyList<string> names) => same < names.Count ? $"'{names[same]}'" : "the end";
        throw new WorkflowAssertionException(
            $"The workflow has taken another path.\n  Expected: {Written(states)}\n  Actual:   {Written(path)}\n"
            + $"  After {same} states: expected {At(states)}, was {At(path)}.\n  {Outcome}");
    }

    /// <summary>The run has entered a state so often, on any level.</summary>
    /// <param name="times">0 for never.</param>
    /// <exception cref="WorkflowAssertionException">More or less often.</exception>
    public WorkflowRun AssertEntered(string state, int times = 1)
    {
        int entered = Entered.Count(name => name == state);
        return entered == times ? this : throw new WorkflowAssertionException(
            $"The workflow has entered '{state}' another number of times.\n  Expected: {times}\n  Actual:   {entered}\n  Entered: {Written(Entered)}\n  {Outcome}");
    }

    /// <summary>The run's output is this value: numbers are compared by value, objects regardless of the order of their members.</summary>
    /// <param name="expected">Anything that System.Text.Json writes; a text is JSON.</param>
    /// <exception cref="WorkflowAssertionException">It is another, or there is none.</exception>
    public WorkflowRun AssertOutput(object? expected)
    {
        var wanted = JsonAny.Parse(expected is null ? "null" : _workflow.TextOf(expected));
        var actual = JsonAny.Parse(OutputText);
        return Difference.Between(wanted, actual) is { } difference
            ? throw new WorkflowAssertionException($"The workflow's output is another.\n  {difference}\n  Expected: {wanted}\n  Actual:   {actual}")
            : this;
    }

    /// <summary>How it ended, in one line.</summary>
    private string Outcome => string.Join(": ", new[] { Status, Error, Cause }.OfType<string>());

    private static string Written(IEnumerable<string> states) => string.Join(" -> ", states);
}
