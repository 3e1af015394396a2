namespace FunctionsAsl.Sqlite;

/// <summary>A connection, which it owns, with the statements that were prepared on it.</summary>
internal sealed class Statements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, Statement> _prepared = new(StringComparer.Ordinal);

    public Statement this[string sql]
    {
        get
        {
            if (!_prepared.TryGetValue(sql, out Statement? statement))
            {
                _prepared.Add(sql, statement = new Statement(connection, sql));
            }

            return statement;
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in _prepared.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }
}
