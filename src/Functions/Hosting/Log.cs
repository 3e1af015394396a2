using FunctionsAsl.Durable.Backend;
using Microsoft.Extensions.Logging;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>What the people on call read, besides the requests that the host tells of.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{What} failed.")]
    public static partial void Failure(this ILogger log, string what, Exception e);

    [LoggerMessage(2, LogLevel.Warning, "The sweep had to mend something: {Report}")]
    public static partial void Mended(this ILogger log, SweepReport report);
}
