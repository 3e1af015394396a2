using System.Buffers;
using FunctionsAsl.Service.Tasks.Items;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Cuts the inputs of a Map Run's children into pieces, and writes these while the next are read.</summary>
/// <param name="children">How many children a piece has at most.</param>
internal sealed class PieceCutter(IRunFiles files, string mapRunArn, int children)
{
    private const int PieceBytes = 1_048_576;
    private const int WrittenAtOnce = 16;

    private readonly MapRunPieces.Builder _pieces = new();
    private readonly List<Task> _writes = [];
    private readonly ArrayBufferWriter<byte> _piece = new();
    private int _children;
    private int _items;

    public async ValueTask AddAsync(JsonAny input, int items, CancellationToken cancel)
    {
        PieceInputs.Write(_piece, input, items);
        _children++;
        _items += items;
        if (_children == children || _piece.WrittenCount >= PieceBytes)
        {
            await CutAsync(cancel);
        }
    }

    /// <returns>The pieces, once they are written (<see cref="MapRunPieces"/>).</returns>
    public async ValueTask<JsonList> EndAsync(CancellationToken cancel)
    {
        if (_children > 0)
        {
            await CutAsync(cancel);
        }

        await Task.WhenAll(_writes);
        return _pieces.Build();
    }

    private async ValueTask CutAsync(CancellationToken cancel)
    {
        if (_writes.Count == WrittenAtOnce)
        {
            Task written = await Task.WhenAny(_writes);
            _writes.Remove(written);
            await written;
        }

        // Express children leave results beside their inputs.
        if (new RunFile(_pieces.Count, children > 1, RunFile.LastPart).Number > RunFile.LastNumber)
        {
            throw new ItemReaderException("The items are more than a Map Run over files can have");
        }

        _writes.Add(files.Write(mapRunArn, new RunFile(_pieces.Count, false), _piece.WrittenSpan.ToArray(), cancel).AsTask());
        _pieces.Add(_children, _items);
        _piece.ResetWrittenCount();
        (_children, _items) = (0, 0);
    }
}
