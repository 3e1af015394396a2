using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FunctionsAsl.Json;

namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>
/// Has the processor fetch values from memory before they are read. A large array's values do not fit its caches, and it waits for each of
/// them; so the sum over a field of 100,000 objects takes half the time (tests/Benchmarks -- jsonata sum).
/// </summary>
internal static class Prefetch
{
    // So many values ahead is early enough and not too early.
    private const int Distance = 16;

    // An object and the values behind it.
    private const int CacheLine = 64;

    /// <summary>Asks for the memory of a value, if there is a value so far ahead; it reads nothing of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Ahead(ReadOnlySpan<JsonValue> values, int at)
    {
        if (Sse.IsSupported && at + Distance < values.Length)
        {
            // The collector may move the value meanwhile: then the hint is of no use, and does no harm.
            byte* address = (byte*)Unsafe.As<JsonValue, nint>(ref Unsafe.AsRef(in values[at + Distance]));
            Sse.Prefetch0(address);
            Sse.Prefetch0(address + CacheLine);
        }
    }
}
