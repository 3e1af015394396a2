namespace FunctionsAsl.Sqlite;

/// <summary>The data file cannot be used; the message says why to whoever started the program.</summary>
public sealed class DataFileException(string message, Exception? inner = null) : Exception(message, inner);
