using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Conformance;

/// <summary>A case as a test's argument: shown with its whole id, which a string would not be.</summary>
public sealed class CaseId : IXunitSerializable
{
    /// <summary>For the deserializer.</summary>
    public CaseId()
        : this("")
    {
    }

    private CaseId(string id) => Id = id;

    public static IEnumerable<CaseId> Every => CaseSource.All.Keys.Select(id => new CaseId(id));

    public static TheoryData<CaseId> All => [.. Every];

    public static TheoryData<CaseId> Logs => [.. CaseSource.Logs.Keys.Select(static id => new CaseId(id))];

    public static TheoryData<CaseId> Services => [.. CaseSource.Services.Keys.Select(static id => new CaseId(id))];

    public string Id { get; private set; }

    public Case Case => CaseSource.All.GetValueOrDefault(Id) ?? CaseSource.Logs.GetValueOrDefault(Id) ?? CaseSource.Services[Id];

    public override string ToString() => Id;

    public void Deserialize(IXunitSerializationInfo info) => Id = info.GetValue<string>(nameof(Id));

    public void Serialize(IXunitSerializationInfo info) => info.AddValue(nameof(Id), Id);
}
