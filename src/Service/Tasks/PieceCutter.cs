namespace FunctionsAsl.Service.Tasks;

/// <summary>Cuts the inputs of a Map Run's children into pieces, and writes these while the next are read.</summary>
/// <param name="children">How many children a piece has at most.</param>
internal sealed class PieceCutter(IRunFiles files, string mapRunArn, int children)
{
    private const long PieceBytes = 1_048_576;
    private const int WrittenAtOnce = 16;

    private readonly MapRunPieces.Builder _pieces = new();
    private readonly List<Task> _writes = [];
    private PieceInputs _piece = new();

    public async ValueTask AddAsync(JsonValue input, int items, CancellationToken cancel)
    {
        _piece.Add(input, items);
        if (_piece.Children == children || _piece.Bytes >= PieceBytes)
        {
            await CutAsync(cancel);
        }
    }

    /// <returns>The pieces, once they are written (<see cref="MapRunPieces"/>).</returns>
    public async ValueTask<JsonArray> EndAsync(CancellationToken cancel)
    {
        if (_piece.Children > 0)
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

        _writes.Add(files.Write(mapRunArn, new RunFile(_pieces.Count, false), _piece.ToBytes(), cancel).AsTask());
        _pieces.Add(_piece.Children, _piece.Items);
        _piece = new PieceInputs();
    }
}
