using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Service.Records;

/// <summary>A resource of the API that is kept under its ARN. Immutable: a change writes a new record over the old one.</summary>
public interface IRecord<T>
    where T : class, IRecord<T>
{
    /// <summary>What stores keep records of this type under.</summary>
    static abstract string Kind { get; }

    /// <summary>How records of this type are saved.</summary>
    static abstract JsonTypeInfo<T> Json { get; }

    string Arn { get; }
}
