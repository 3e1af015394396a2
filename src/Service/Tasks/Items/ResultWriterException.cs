namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>The results cannot be written: <c>States.ResultWriterFailed</c>.</summary>
/// <param name="cause">The cause, in AWS's words where they are known.</param>
public sealed class ResultWriterException(string cause, Exception? inner = null) : Exception(cause, inner);
