namespace FunctionsAsl.Service.Tasks;

/// <summary>Refusals of a service as the AWS SDKs word them, which a task's cause shows.</summary>
internal static class SdkErrorText
{
    /// <summary>As optimized integrations have it.</summary>
    public static string Of(string message, int status, string code, string requestId, string service = "AWSLambda") => string.Create(
        CultureInfo.InvariantCulture,
        $"{message} (Service: {service}; Status Code: {status}; Error Code: {code}; Request ID: {requestId}; Proxy: null)");

    /// <summary>As SDK integrations have it.</summary>
    public static string OfSdk2(string message, int status, string service, string requestId) => string.Create(
        CultureInfo.InvariantCulture,
        $"{message} (Service: {service}, Status Code: {status}, Request ID: {requestId}) (SDK Attempt Count: 1)");
}
