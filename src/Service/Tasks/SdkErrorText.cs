using System.Globalization;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Refusals of a service as its AWS SDK words them.</summary>
internal static class SdkErrorText
{
    public static string Of(string message, int status, string code, string requestId, string service = "AWSLambda") => string.Create(
        CultureInfo.InvariantCulture,
        $"{message} (Service: {service}; Status Code: {status}; Error Code: {code}; Request ID: {requestId}; Proxy: null)");
}
