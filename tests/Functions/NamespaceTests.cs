using System.Reflection;
using FunctionsAsl.Functions.Triggers;
using FunctionsAsl.Support;
using Xunit;

namespace FunctionsAsl.Functions;

public sealed class NamespaceTests
{
    [Fact]
    public void No_namespace_is_used_by_one_that_it_uses()
    {
        Assembly project = typeof(HttpTriggers).Assembly;
        Assert.Equal("", string.Join("\n", new NamespaceGraph(project).Cycles));
    }
}
