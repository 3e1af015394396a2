namespace FunctionsAsl.Service.Records;

/// <summary>Keeps records of any type.</summary>
public interface IRecordStore
{
    IRevisions Revisions { get; }

    IRunFiles RunFiles { get; }

    IRecords<T> Records<T>()
        where T : class, IRecord<T>;
}
