namespace FunctionsAsl.Integrations.Items;

/// <summary>Refusals as S3 and AWS's client for it word them; nothing of the machine stands in them.</summary>
public static class BucketErrors
{
    public const string Service = "Amazon S3";

    public static BucketException NoSuchBucket() => Of("NoSuchBucket", "The specified bucket does not exist", 404);

    public static BucketException NoSuchKey() => Of("NoSuchKey", "The specified key does not exist.", 404);

    public static BucketException AccessDenied(Exception e) => Of("AccessDenied", "Access Denied", 403, e);

    public static BucketException Internal(Exception e) => Of("InternalError", "We encountered an internal error. Please try again.", 500, e);

    public static BucketException InvalidArgument(string problem) => Of("InvalidArgument", problem, 400);

    private static BucketException Of(string code, string message, int status, Exception? inner = null) =>
        new(code, SdkErrorText.Of(message, status, code, requestId: "null", Service), inner);
}
