using System.Runtime.ExceptionServices;

namespace FunctionsAsl.Testing;

/// <summary>
/// The first assertion of a test framework that failed in the code of a handler or a mock. To the workflow it is an error like any other,
/// which it may even catch; the test fails with it all the same.
/// </summary>
internal sealed class FailedAssertion
{
    // The classes of xunit, NUnit and TUnit, MSTest, FluentAssertions without any of them, and Shouldly, or what theirs derive from.
    private static readonly HashSet<string> Classes = new(StringComparer.Ordinal)
    {
        "XunitException", "AssertionException", "UnitTestAssertException", "AssertionFailedException", "ShouldAssertException", nameof(WorkflowAssertionException),
    };

    private Exception? _first;

    /// <returns>The handler, whose failed assertions are remembered.</returns>
    public ITaskHandler Watch(ITaskHandler handler) => new Watched(handler, this);

    /// <summary>Throws it where there is one, with its stack.</summary>
    public void Check()
    {
        if (_first is { } failed)
        {
            ExceptionDispatchInfo.Throw(failed);
        }
    }

    private static bool IsAssertion(Exception e)
    {
        for (Type? type = e.GetType(); type is not null; type = type.BaseType)
        {
            if (Classes.Contains(type.Name))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Watched(ITaskHandler handler, FailedAssertion failed) : ITaskHandler
    {
        public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
        {
            try
            {
                return await handler.HandleAsync(input, cancel);
            }
            catch (Exception e) when (IsAssertion(e))
            {
                Interlocked.CompareExchange(ref failed._first, e, null);
                throw;
            }
        }
    }
}
