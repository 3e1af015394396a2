using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Testing;

/// <summary>Draws the same in every run.</summary>
internal sealed class CountedDraw : Randomness
{
    private ulong _drawn;

    public override ulong Seed() => Interlocked.Increment(ref _drawn);

    public override string TokenKey() => string.Create(CultureInfo.InvariantCulture, $"{Seed():x64}");

    public override int Percent() => (int)(Seed() % 100);
}
