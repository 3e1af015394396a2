namespace FunctionsAsl.Integrations.Aws;

/// <summary>How one looks after the jobs that an integration starts. The operation that tells how one goes is in <see cref="JobQueries"/>.</summary>
/// <param name="Job">What that operation gets, of <c>Arguments</c> and <c>Answer</c> of the start.</param>
/// <param name="Description">Where the job is in what it answers.</param>
/// <param name="Status">Where the job's status is in that.</param>
/// <param name="Done">The statuses of jobs that are done.</param>
/// <param name="Failed">The statuses of those that have failed.</param>
internal sealed record JobRow(
    JobMembers Job, string Description, string Status, IReadOnlyCollection<string> Done, IReadOnlyCollection<string> Failed)
{
    /// <summary>What stops a job, with arguments of what <see cref="Job"/> gave; <see langword="null"/> where Step Functions stops none.</summary>
    public (string Action, JobMembers Members)? Stop { get; init; }

    /// <summary>Whether what is gone is done.</summary>
    public bool EndsGone { get; init; }

    /// <summary>Whether a described job is done or has failed; <see langword="null"/> while it goes on.</summary>
    public Func<JsonAny, bool?>? Judge { get; init; }

    /// <summary>The result, of a described job and of what <see cref="Job"/> gave; the job itself, if it is <see langword="null"/>.</summary>
    public Func<JsonAny, JsonMap, JsonAny>? Result { get; init; }

    /// <inheritdoc cref="Judge"/>
    public bool? HasSucceeded(JsonAny job)
    {
        if (Judge is not null)
        {
            return Judge(job);
        }

        string? status = (JobMembers.Find(job, Status) as JsonString)?.Value;
        return status is null ? null : Done.Contains(status) ? true : Failed.Contains(status) ? false : null;
    }
}
