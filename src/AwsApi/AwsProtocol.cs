namespace FunctionsAsl.AwsApi;

/// <summary>How requests and answers are written. Stands in the table as a number.</summary>
public enum AwsProtocol
{
    Json,
    RestJson,
    RestXml,
    Query,
    Ec2,
}
