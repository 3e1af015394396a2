namespace FunctionsAsl.Service.Tasks;

/// <summary>A mock configuration cannot be read or makes no sense. The message names the file, the place and the reason.</summary>
public sealed class MockFileException(string path, string place, string reason)
    : Exception(place.Length == 0 ? $"{path}: {reason}" : $"{path}: {place}: {reason}");
