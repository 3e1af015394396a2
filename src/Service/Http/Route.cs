namespace FunctionsAsl.Service.Http;

/// <summary>One row of the table of routes.</summary>
public sealed class Route
{
    private readonly string[] _segments;

    internal Route(string method, string template, RouteHandler handler)
    {
        Method = method;
        Template = template;
        Handler = handler;
        _segments = template.Split('/');
    }

    public string Method { get; }

    /// <summary>The path, with <c>{name}</c> for a segment that is a parameter, as ASP.NET and Azure Functions write it.</summary>
    public string Template { get; }

    internal RouteHandler Handler { get; }

    /// <summary>The values of the template's parameters, or <see langword="null"/> where the path is another.</summary>
    internal Dictionary<string, string>? Match(string[] path)
    {
        if (path.Length != _segments.Length)
        {
            return null;
        }

        Dictionary<string, string>? values = null;
        for (int i = 0; i < path.Length; i++)
        {
            string segment = _segments[i];
            if (!segment.StartsWith('{'))
            {
                if (segment != path[i])
                {
                    return null;
                }
            }
            else if (path[i].Length == 0)
            {
                return null;
            }
            else
            {
                (values ??= new(StringComparer.Ordinal)).Add(segment[1..^1], Uri.UnescapeDataString(path[i]));
            }
        }

        return values ?? [];
    }
}

internal delegate ValueTask<HttpAnswer> RouteHandler(RouteCall call, CancellationToken cancel);

/// <summary>A call that matched a route.</summary>
internal sealed record RouteCall(HttpCall Http, Dictionary<string, string> Path)
{
    private Dictionary<string, string>? _query;

    public string? Query(string name) => (_query ??= ParseQuery(Http.Query)).GetValueOrDefault(name);

    /// <summary>A query, or a form: the fields with their values, the last of each name.</summary>
    internal static Dictionary<string, string> ParseQuery(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? pair : pair[..equals];
            values[Decode(name)] = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
        }

        return values;

        static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
    }
}
