using FunctionsAsl.Service.Driver;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

public sealed class RandomnessTests
{
    /// <summary>From many threads, and for longer than the stock lasts.</summary>
    [Fact]
    public void Nothing_is_drawn_twice()
    {
        var randomness = new Randomness();
        string[] drawn = new string[6_000];
        Parallel.For(0, drawn.Length, i => drawn[i] = (i % 3) switch
        {
            0 => randomness.Uuid(),
            1 => randomness.TokenKey(),
            _ => randomness.Seed().ToString(provider: null),
        });

        Assert.Distinct(drawn);
        Assert.All(drawn.Where(static (_, i) => i % 3 == 1), static key => Assert.Matches("^[0-9a-f]{64}$", key));
    }

    [Fact]
    public void Ids_are_UUIDs_of_version_4()
    {
        var randomness = new Randomness();

        Assert.All(
            Enumerable.Range(0, 500).Select(_ => randomness.Uuid()),
            static id => Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id));
    }
}
