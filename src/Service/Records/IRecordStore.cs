namespace FunctionsAsl.Service.Records;

/// <summary>Keeps records of any type.</summary>
public interface IRecordStore
{
    IRecords<T> Records<T>()
        where T : class, IRecord<T>;
}
