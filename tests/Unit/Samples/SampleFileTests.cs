using System.Text.RegularExpressions;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Samples;
using Xunit;

namespace FunctionsAsl.Unit.Samples;

public sealed partial class SampleFileTests
{
    public static TheoryData<string> Names => [.. Sample.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_compiles_without_diagnostics_and_has_an_input(string name)
    {
        (StateMachine? machine, IReadOnlyList<Diagnostic> diagnostics) = StateMachine.Compile(Sample.Definition(name));
        Assert.Empty(diagnostics);
        Assert.NotNull(machine);
        Assert.NotEmpty(Sample.Input(name));
    }

    [Fact]
    public void Each_function_has_a_handler_and_each_handler_is_used()
    {
        IEnumerable<string> named = Sample.Names
            .SelectMany(static name => FunctionName().Matches(Sample.Definition(name)))
            .Select(static match => match.Groups["name"].Value);
        Assert.Equal(SampleHandlers.All.Keys.Order(StringComparer.Ordinal), named.Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("(:function:|\"FunctionName\": \")(?<name>\\w+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FunctionName();
}
