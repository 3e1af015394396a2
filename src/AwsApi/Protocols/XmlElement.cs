using System.Text;

namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>An element of an XML document that was read. Namespaces are left out: AWS's answers don't need them.</summary>
internal sealed class XmlElement(string name)
{
    private readonly StringBuilder _text = new();

    /// <summary>Without its prefix.</summary>
    public string Name { get; } = name;

    public List<XmlElement> Children { get; } = [];

    /// <summary>By their names without prefixes.</summary>
    public Dictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>The text within it, without that of its children.</summary>
    public string Text => _text.ToString();

    public void AddText(string text) => _text.Append(text);

    /// <summary>The first of that name.</summary>
    public XmlElement? Child(string name) => Children.Find(child => child.Name == name);
}
