namespace FunctionsAsl.Service.Protocol;

/// <summary>The log groups that state machines may log to, where somebody keeps them.</summary>
public interface ILogGroups
{
    /// <summary>Checks that records can be written to a log group.</summary>
    /// <param name="arn">Of the log group, with the <c>:*</c> behind it.</param>
    /// <exception cref="ApiException">
    /// InvalidLoggingConfiguration: there is no such group; AccessDeniedException; ServiceUnavailable: nobody can tell now.
    /// </exception>
    ValueTask Check(string arn, CancellationToken cancel);
}
