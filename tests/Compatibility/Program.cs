using FunctionsAsl.Compatibility;
using FunctionsAsl.Compatibility.Hosts;

if (args is not ["write", var folder])
{
    Console.Error.WriteLine("Usage: dotnet run --project tests/Compatibility -- write FOLDER");
    return 2;
}

foreach (string kind in Host.Kinds)
{
    var set = new DataSet(Path.GetFullPath(folder), kind);
    await new Writer(set).RunAsync();
    set.WriteRecord(await Record.MakeAsync(set));
    Console.WriteLine($"{set.Folder}: {kind}");
}

return 0;
