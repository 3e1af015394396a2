namespace FunctionsAsl.Conformance;

/// <summary>Finds the data that lies beside the repository.</summary>
internal static class SharedData
{
    /// <summary>A folder of <c>../shared/conformance</c>; <see langword="null"/> where it is missing.</summary>
    public static string? Find(params string[] path)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "FunctionsAsl.sln")))
            {
                string folder = Path.Combine([at.FullName, "..", "shared", "conformance", .. path]);
                return Directory.Exists(folder) ? folder : null;
            }
        }

        return null;
    }
}
