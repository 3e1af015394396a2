using System.Text.Json;
using FunctionsAsl.AwsApi.Generator;

if (args is not [string installed, string table])
{
    Console.Error.WriteLine("Usage: FunctionsAsl.AwsApi.Generator FOLDER_OF_BOTOCORE TABLE");
    return 2;
}

try
{
    var botocore = new Installation(installed);
    File.WriteAllBytes(table, Table.Write(botocore));
    Console.WriteLine($"{table}: {botocore.Models.Services.Count} services of botocore {botocore.Version}, {new FileInfo(table).Length} bytes");
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
