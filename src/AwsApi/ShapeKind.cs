namespace FunctionsAsl.AwsApi;

/// <summary>What kind of value a shape is. Stands in the table as a number: new kinds go to the end.</summary>
public enum ShapeKind
{
    Structure,
    List,
    Map,
    String,
    Integer,
    Long,
    Float,
    Double,
    Boolean,
    Timestamp,
    Blob,
}
