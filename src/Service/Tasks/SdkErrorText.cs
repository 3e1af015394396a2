namespace FunctionsAsl.Service.Tasks;

/// <summary>Refusals of a service as the AWS SDKs word them, which a task's cause shows.</summary>
public static class SdkErrorText
{
    /// <summary>As optimized integrations have it.</summary>
    /// <param name="extendedRequestId">S3's second name for the call.</param>
    public static string Of(
        string message, int status, string code, string requestId, string service = "AWSLambda", string? extendedRequestId = null) => string.Create(
        CultureInfo.InvariantCulture,
        $"{message} (Service: {service}; Status Code: {status}; Error Code: {code}; Request ID: {requestId}{(extendedRequestId is null ? "" : $"; S3 Extended Request ID: {extendedRequestId}")}; Proxy: null)");

    /// <summary>As SDK integrations have it.</summary>
    /// <param name="extendedRequestId">S3's second name for the call.</param>
    public static string OfSdk2(string message, int status, string service, string requestId, string? extendedRequestId = null) => string.Create(
        CultureInfo.InvariantCulture,
        $"{message} (Service: {service}, Status Code: {status}, Request ID: {requestId}{(extendedRequestId is null ? "" : $", Extended Request ID: {extendedRequestId}")}) (SDK Attempt Count: 1)");
}
