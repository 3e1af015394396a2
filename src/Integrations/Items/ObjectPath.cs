using System.Text.RegularExpressions;

namespace FunctionsAsl.Integrations.Items;

/// <summary>The file of an object: the slashes of its key make folders. No key leaves the folder of its bucket.</summary>
internal static partial class ObjectPath
{
    /// <summary>The folder of a bucket, whether it is there or not.</summary>
    /// <exception cref="BucketException">NoSuchBucket: no bucket can have this name.</exception>
    public static string OfBucket(string root, string bucket) =>
        BucketName().IsMatch(bucket) && !DeviceName().IsMatch(bucket) && !bucket.EndsWith('.')
            ? Path.Combine(root, bucket)
            : throw BucketErrors.NoSuchBucket();

    /// <summary>The file of an object, whether it is there or not.</summary>
    /// <param name="folder">The folder of the bucket.</param>
    /// <exception cref="BucketException">InvalidArgument: the key is not the name of a file in it.</exception>
    public static string OfKey(string folder, string key)
    {
        string path = folder;
        foreach (string name in key.Split('/'))
        {
            if (ProblemOf(name) is { } problem)
            {
                throw BucketErrors.InvalidArgument($"A key of a bucket that is a folder {problem}");
            }

            path = Path.Combine(path, name);
            if (IsLink(path))
            {
                throw BucketErrors.InvalidArgument("A key of a bucket that is a folder must not lead through a symbolic link");
            }
        }

        return path;
    }

    /// <summary>Whether a file or folder is a symbolic link, or another way to elsewhere.</summary>
    public static bool IsLink(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static string? ProblemOf(string name) => name switch
    {
        "" => "must not begin or end with a slash, or have two together",
        "." or ".." => "must not have '.' or '..' between slashes",
        _ when name.Contains('\0', StringComparison.Ordinal) => "must not have the character NUL",
        _ when DeviceName().IsMatch(name) => "must not have the name of a device of Windows",

        // What Windows takes for another name, or for a part of a path.
        _ when OperatingSystem.IsWindows() && (name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || name[^1] is '.' or ' ') =>
            "must have names of files between slashes",
        _ => null,
    };

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex BucketName();

    [GeneratedRegex(
        @"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\..*)?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex DeviceName();
}
