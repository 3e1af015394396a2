using System.Net;
using Azure;

namespace FunctionsAsl.Integrations.Azure.Requests;

/// <summary>What Azure refuses, in AWS's words. Texts of Azure have addresses and times in them and are not passed on, but for their codes.</summary>
internal static class Refusals
{
    private const int Forbidden = (int)HttpStatusCode.Forbidden;

    /// <summary>Has Azure do something.</summary>
    /// <param name="named">The refusals that the service has names for; <see langword="null"/> for others.</param>
    /// <exception cref="BoundException">It could not be done.</exception>
    public static async ValueTask<T> TryAsync<T>(Func<Task<T>> call, Func<RequestFailedException, BoundException?> named)
    {
        try
        {
            return await call();
        }
        catch (RequestFailedException e)
        {
            throw named(e) ?? Of(e.Status, e.ErrorCode, e);
        }
        catch (AggregateException e) when (e.InnerException is RequestFailedException)
        {
            // What was tried again and again.
            throw new BoundException("InternalFailure", "The resource that this one is bound to does not answer.", 500, e);
        }
    }

    /// <param name="status">The HTTP status.</param>
    /// <param name="code">Azure's code for the error; <see langword="null"/> where it gave none.</param>
    public static BoundException Of(int status, string? code, Exception? inner = null) => status switch
    {
        (int)HttpStatusCode.Unauthorized or Forbidden => new(
            "AccessDeniedException", $"The host's identity may not do this with the resource that this one is bound to{Shown(code)}.", Forbidden, inner),
        (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.ServiceUnavailable => new(
            "ThrottlingException", $"The resource that this one is bound to is busy{Shown(code)}.", (int)HttpStatusCode.BadRequest, inner),
        0 => new("InternalFailure", "The resource that this one is bound to does not answer.", (int)HttpStatusCode.InternalServerError, inner),
        >= (int)HttpStatusCode.InternalServerError => new(
            "InternalFailure", $"The resource that this one is bound to failed{Shown(code)}.", (int)HttpStatusCode.InternalServerError, inner),
        _ => new("ValidationException", $"The resource that this one is bound to refused the request{Shown(code)}.", (int)HttpStatusCode.BadRequest, inner),
    };

    private static string Shown(string? code) => string.IsNullOrEmpty(code) ? "" : $" ({code})";
}
