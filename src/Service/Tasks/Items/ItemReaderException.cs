namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>The items cannot be read: <c>States.ItemReaderFailed</c>.</summary>
/// <param name="cause">The cause, in AWS's words where they are known.</param>
public sealed class ItemReaderException(string cause, Exception? inner = null) : Exception(cause, inner);
