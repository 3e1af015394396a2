namespace FunctionsAsl.Unit.States;

/// <summary>Definitions around the few fields that a test is about.</summary>
internal static class Definition
{
    /// <summary>A machine of one state named S, with these fields; what it may lead to is there as well.</summary>
    public static string Of(string state) => Machine($$"""{"S":{ {{state}} }{{(Names("Z", state) ? ""","Z":{"Type":"Succeed"}""" : "")}} }""");

    /// <summary>A machine that starts with S.</summary>
    public static string Machine(string states) => $$"""{"StartAt":"S","States":{{states}}}""";

    private static bool Names(string target, string state) => state.Contains($"\"{target}\"", StringComparison.Ordinal);
}
