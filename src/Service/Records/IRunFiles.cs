namespace FunctionsAsl.Service.Records;

/// <summary>
/// What a Map Run over files keeps beside its state, as long as its execution is there: files of about a megabyte. A file is written as a
/// whole, over one of before.
/// </summary>
public interface IRunFiles
{
    ValueTask Write(string mapRunArn, RunFile file, byte[] content, CancellationToken cancel);

    /// <returns><see langword="null"/> where there is no such file.</returns>
    ValueTask<byte[]?> Read(string mapRunArn, RunFile file, CancellationToken cancel);
}

/// <summary>A file of a Map Run: what is given to the children of a piece, or what came of them.</summary>
/// <param name="Piece">From 0.</param>
/// <param name="Part">Of what came of a piece: 0 for the file that tells of all its children, 1 and up for those that it refers to.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct RunFile(int Piece, bool IsResult, int Part = 0)
{
    /// <summary>The greatest part of what came of a piece.</summary>
    public const int LastPart = 63;

    /// <summary>No file has a greater number.</summary>
    public const long LastNumber = (1L << 26) - 1;

    /// <summary>Tells it from the others of its run.</summary>
    public long Number => IsResult ? 2 * (Piece * (LastPart + 1L) + Part) + 1 : 2L * Piece;
}
