namespace FunctionsAsl.AwsApi;

/// <summary>The API of one service.</summary>
public sealed class ServiceModel
{
    private readonly Dictionary<string, OperationModel> _operations;

    internal ServiceModel(ServiceEntry entry, ReadOnlySpan<byte> segment)
    {
        Entry = entry;
        var reader = new SegmentReader(segment);
        FullName = reader.Text();
        ApiVersion = reader.Text();
        EndpointPrefix = reader.Text();
        SigningName = reader.OptionalText() ?? EndpointPrefix;
        SignatureVersion = reader.Text();
        Protocol = (AwsProtocol)reader.Number();
        TargetPrefix = reader.OptionalText();
        JsonVersion = reader.OptionalText();
        XmlNamespace = reader.OptionalText();
        GlobalEndpoint = reader.OptionalText();
        QueryCompatible = reader.Number() != 0;
        var operations = new OperationModel[reader.Number()];
        _operations = new Dictionary<string, OperationModel>(operations.Length, StringComparer.Ordinal);
        for (int i = 0; i < operations.Length; i++)
        {
            operations[i] = new OperationModel(ref reader);
            _operations.Add(operations[i].Name, operations[i]);
        }

        Operations = [.. operations];
        Shapes = reader.AllShapes();
    }

    /// <summary>Its names.</summary>
    public ServiceEntry Entry { get; }

    /// <summary>As <c>AWS Step Functions</c>.</summary>
    public string FullName { get; }

    /// <summary>As <c>2016-11-23</c>.</summary>
    public string ApiVersion { get; }

    /// <summary>The first label of its host name, as <c>states</c>.</summary>
    public string EndpointPrefix { get; }

    /// <summary>The service's name in a signature.</summary>
    public string SigningName { get; }

    /// <summary><c>v4</c>; few services have <c>v2</c>, <c>s3</c>, <c>s3v4</c> or <c>bearer</c>.</summary>
    public string SignatureVersion { get; }

    public AwsProtocol Protocol { get; }

    /// <summary>What stands before the operation in <c>X-Amz-Target</c>.</summary>
    public string? TargetPrefix { get; }

    /// <summary><c>1.0</c> or <c>1.1</c>.</summary>
    public string? JsonVersion { get; }

    public string? XmlNamespace { get; }

    /// <summary>The host name of a service that has one for all regions.</summary>
    public string? GlobalEndpoint { get; }

    /// <summary>Errors have the codes that they had in the query protocol (<c>x-amzn-query-error</c>).</summary>
    public bool QueryCompatible { get; }

    /// <summary>In the order of the model.</summary>
    public ImmutableArray<OperationModel> Operations { get; }

    /// <summary>Every shape that an operation uses.</summary>
    public ImmutableArray<Shape> Shapes { get; }

    /// <summary>An operation; <see langword="null"/> where there is none of that name.</summary>
    /// <param name="name">As <c>StartExecution</c>.</param>
    public OperationModel? Find(string name) => _operations.GetValueOrDefault(name);

    /// <summary>The operation that an ARN of Step Functions names; <see langword="null"/> where there is none.</summary>
    /// <param name="action">As <c>startExecution</c>.</param>
    public OperationModel? FindAction(string action) => action.Length > 0 && char.IsAsciiLetterLower(action[0])
        ? Find(string.Concat(char.ToUpperInvariant(action[0]).ToString(), action.AsSpan(1)))
        : null;

    public override string ToString() => Entry.Name;
}
