using FunctionsAsl.Support;

namespace FunctionsAsl.Conformance;

/// <summary>
/// Jayway JsonPath 2.0.0 itself, in one process of Java: Debian's libjsonpath-java 2.0.0-5, which changes only how it is built, over its
/// Jackson 2.14. It answers all 3,622 recorded cases as they were recorded, the messages included (Debian 12, OpenJDK 17.0.15); where
/// another version of either should differ, the recorded cases win.
/// </summary>
internal static class JsonPathOracle
{
    private const string Install = "apt-get install -y default-jdk-headless libjsonpath-java libjackson2-databind-java";
    private const string Jars = "/usr/share/java";

    private static readonly string[] ClassPath =
        [.. new[] { "json-path-2.0.0", "json-smart", "jackson-databind", "jackson-core", "jackson-annotations", "slf4j-api" }.Select(jar => $"{Jars}/{jar}.jar")];

    private static readonly Lazy<string?> Missing = new(Find);

    /// <summary>Why it cannot run here; <see langword="null"/> where it can.</summary>
    public static string? Problem => Missing.Value;

    public static AnsweringProcess Start() => new("java", Arguments());

    private static string[] Arguments(params string[] more) =>
        ["-cp", string.Join(':', ClassPath), Path.Combine(AppContext.BaseDirectory, "JsonPath", "Oracle.java"), .. more];

    private static string? Find() =>
        Array.Find(ClassPath, jar => !File.Exists(jar)) is { } jar ? $"There is no {jar}. Install it: {Install}"
        : AnsweringProcess.Run("java", ".", Arguments()) is { } problem ? $"Java 17 cannot run it. Install it: {Install}\n{problem}"
        : null;
}
