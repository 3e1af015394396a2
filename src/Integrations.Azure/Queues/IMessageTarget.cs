namespace FunctionsAsl.Integrations.Azure.Queues;

/// <summary>Takes messages, one at a time.</summary>
internal interface IMessageTarget
{
    /// <param name="entry">The fields of SQS's SendMessage; those of an entry of a batch are the same.</param>
    /// <returns>The result of SendMessage.</returns>
    /// <exception cref="BoundException">It was not taken.</exception>
    ValueTask<BoundAnswer> SendAsync(Fields entry, CancellationToken cancel);
}
