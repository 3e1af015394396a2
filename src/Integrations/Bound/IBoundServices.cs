namespace FunctionsAsl.Integrations.Bound;

/// <summary>Answers for AWS's resources that the settings of a host bind to others; whoever is asked for the rest is not its matter.</summary>
public interface IBoundServices
{
    /// <summary>What answers in place of AWS; <see langword="null"/> where the request is about nothing that is bound.</summary>
    /// <param name="service">In the names of AWS's models, as <c>dynamodb</c>.</param>
    /// <param name="request">The operation's input: members under the names of the model, blobs in Base64.</param>
    IBoundResource? Find(string service, JsonMap request);

    /// <summary>The buckets that are bound, and behind them those of others.</summary>
    IBuckets Over(IBuckets others);
}

/// <summary>What stands for a resource of AWS.</summary>
public interface IBoundResource
{
    /// <param name="operation">As <c>SendMessage</c>.</param>
    /// <param name="request">As for <see cref="IBoundServices.Find"/>.</param>
    /// <returns>The operation's output in the same form, with the request's name where there is one.</returns>
    /// <exception cref="BoundException">The operation failed, or cannot be done there.</exception>
    ValueTask<BoundAnswer> CallAsync(string operation, JsonMap request, CancellationToken cancel);
}

/// <param name="Output">As AWS's model of the operation has it.</param>
/// <param name="RequestId">What who answered calls the request; <see langword="null"/> where it has no name.</param>
public sealed record BoundAnswer(JsonMap Output, string? RequestId = null);

/// <summary>What stands for a resource of AWS refused, as AWS would have.</summary>
/// <param name="code">AWS's code of the error, as <c>ConditionalCheckFailedException</c>.</param>
/// <param name="status">AWS's HTTP status.</param>
public sealed class BoundException(string code, string message, int status = 400, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    /// <summary>As <see cref="BoundAnswer.RequestId"/>.</summary>
    public string? RequestId { get; init; }

    /// <summary>What AWS does and the bound resource cannot.</summary>
    /// <param name="what">As <c>Message attributes are</c>.</param>
    public static BoundException Unsupported(string what) =>
        new("UnsupportedOperation", $"{what} not supported by the resource that this one is bound to.");
}
