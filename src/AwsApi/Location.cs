namespace FunctionsAsl.AwsApi;

/// <summary>Where in an HTTP message a member stands. Stands in the table as a number: new ones go to the end.</summary>
public enum Location
{
    Body,
    Header,

    /// <summary>A map: all headers whose names begin with the location name.</summary>
    Headers,
    Uri,
    QueryString,
    StatusCode,
}
