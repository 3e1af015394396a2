namespace FunctionsAsl.Service.Protocol;

/// <summary>The test cases that a start may ask for with <c>ARN#CASE</c>: tasks of such an execution are mocked.</summary>
public interface ITestCases
{
    /// <param name="definition">That of the state machine, whose states the test case may name.</param>
    /// <exception cref="ApiException">ValidationException: there is no such test case, it names other states, or none can be read.</exception>
    void Check(string stateMachine, string testCase, string definition);
}
