using FunctionsAsl.Support;
using Xunit;

namespace FunctionsAsl.Aspire;

public sealed class NamespaceTests
{
    [Fact]
    public void No_namespace_is_used_by_one_that_it_uses() =>
        Assert.Equal("", string.Join("\n", new NamespaceGraph(typeof(StepFunctionsResource).Assembly).Cycles));
}
