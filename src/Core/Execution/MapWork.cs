namespace FunctionsAsl.Core.Execution;

/// <summary>A part of the work of a Map Run over files, as the input of its task says it.</summary>
public abstract record MapWork
{
    private MapWork()
    {
    }

    internal JsonMap ToJson() => this switch
    {
        Run run => new JsonMap.Builder()
            .Set("work", "run")
            .Set("atOnce", JsonNumber.Of(run.AtOnce))
            .Set("failures", run.FailuresLeft)
            .Set("redrive", run.Redrive)
            .SetIfPresent("leftOut", run.LeftOut ? true : null)
            .Build(),
        Write write => JsonMap.Of(("work", "write"), ("pieces", JsonNumber.Of(write.Pieces)), ("redrive", JsonNumber.Of(write.Redrive))),
        _ => JsonMap.Of(("work", "read")),
    };

    /// <exception cref="FormatException">It is none.</exception>
    public static MapWork Load(JsonAny json)
    {
        var saved = new Saved(json as JsonMap ?? throw new FormatException("The work of a Map Run is a JSON object."));
        return saved.String("work") switch
        {
            "read" => new Read(),
            "run" => new Run((int)saved.Integer("atOnce"), saved.Integer("failures"), saved.Integer("redrive")) { LeftOut = saved.Has("leftOut") },
            "write" => new Write((int)saved.Integer("pieces"), saved.Integer("redrive")),
            var work => throw new FormatException($"A Map Run has no work '{work}'."),
        };
    }

    /// <summary>Read the items, and cut them into pieces. The result is a <see cref="MapRunPieces"/>.</summary>
    public sealed record Read : MapWork;

    /// <summary>Run the children of a piece, those that have succeeded excepted. The result is a <see cref="PieceTally"/>.</summary>
    /// <param name="AtOnce">How many of them at once, at most.</param>
    /// <param name="FailuresLeft">If more items than that fail, no further child is started.</param>
    /// <param name="Redrive">Which redrive has them run; 0 where the piece is new.</param>
    public sealed record Run(int AtOnce, long FailuresLeft, long Redrive) : MapWork
    {
        /// <summary>
        /// Whether only those are run that were left out when the piece ran before, since too many others had failed. The tally is of all
        /// children of the piece then, so that it is the same however often the work is done.
        /// </summary>
        public bool LeftOut { get; init; }
    }

    /// <summary>Put the results together, or write them where they go. The result is that of the run.</summary>
    /// <param name="Pieces">How many there are.</param>
    /// <param name="Redrive">The last redrive of the run; 0 where there was none.</param>
    public sealed record Write(int Pieces, long Redrive) : MapWork;
}
