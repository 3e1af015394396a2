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
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct RunFile(int Piece, bool IsResult)
{
    /// <summary>Tells it from the others of its run.</summary>
    public long Number => 2L * Piece + (IsResult ? 1 : 0);
}
