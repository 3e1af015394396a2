using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks.Items;
using Xunit;

namespace FunctionsAsl.Unit.Integrations.Items;

public sealed class CsvTests : IDisposable
{
    private const string FirstRow = """{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"}""";

    private readonly Buckets _buckets = new();

    public void Dispose() => _buckets.Dispose();

    // ST distributed_map (csv_pipe_batch), LS test_map_item_reader_csv_*
    [Theory]
    [InlineData(
        "id|text|blank\r\n1|\"one|pipe\"|\r\n2|\"two \"\"quoted\"\"\"|x\r\n3|\"three\nnewline\"|y\r\n4|four|\r\n5|excluded|z\r\n",
        """{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","CSVDelimiter":"PIPE","MaxItems":4}""",
        """[{"blank":"","id":"1","text":"one|pipe"},{"blank":"x","id":"2","text":"two \"quoted\""},{"blank":"y","id":"3","text":"three\nnewline"},{"blank":"","id":"4","text":"four"}]""")]
    [InlineData(
        "0,True,{}\nValue4,Value5,Value6\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n",
        FirstRow,
        """[{"0":"Value4","{}":"Value6","True":"Value5"},{"0":"","{}":"","True":""},{"0":"true","{}":"'HelloWorld'","True":"1"},{"0":"Null","{}":"","True":"None"},{"0":"   ","{}":"","True":""}]""")]
    [InlineData(
        "Value1,Value2,Value3\nValue4,Value5,Value6\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n",
        """{"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["H1"]}""",
        """[{"H1":"Value1"},{"H1":"Value4"},{"H1":""},{"H1":"true"},{"H1":"Null"},{"H1":"   "}]""")]
    [InlineData(
        "Col1,Col2\nValue1,Value2\nValue3,Value4\n",
        """{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","MaxItems":0}""",
        """[{"Col1":"Value1","Col2":"Value2"},{"Col1":"Value3","Col2":"Value4"}]""")]
    public async Task Rows_are_read_as_AWS_read_them(string text, string config, string items)
    {
        _buckets.Put("file.csv", text);

        // The order of columns, too, but for names whose order was not recorded.
        string read = await _buckets.Read("file.csv", config);
        Assert.Equal(JsonAny.Parse(items), JsonAny.Parse(read));
        if (!text.StartsWith("id|", StringComparison.Ordinal))
        {
            Assert.Equal(items, read);
        }
    }

    // DG/input-output-itemreader
    [Fact]
    public async Task Headers_have_a_limit()
    {
        string names = string.Join(',', Enumerable.Range(0, 2_048).Select(static i => $"{i:x4}"));
        _buckets.Put("file.csv", $"{names}\n1\n");
        Assert.StartsWith("[{\"", await _buckets.Read("file.csv", FirstRow), StringComparison.Ordinal);
        foreach (string many in new[] { names + ",xx", new string(',', 1_000_000) })
        {
            _buckets.Put("file.csv", $"{many}\n1\n");
            ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read("file.csv", FirstRow));
            Assert.Equal("The CSV headers have more than 10240 bytes", e.Message);
        }
    }

    // DG/example-csv-parse-dist-map
    [Theory]
    [InlineData("""abc,{""MyKey"":""MyValue""},"[1,2,3]" """, """["abc","{\"MyKey\":\"MyValue\"}","[1,2,3] "]""")]
    [InlineData("""C:\\Program Files\\MyApp.exe,6534512""", """["C:\\Program Files\\MyApp.exe","6534512",""]""")]
    [InlineData("""a\,b,\x\"y\",c""", """["a,b","x\"y\"","c"]""")]
    [InlineData("\"a\\\"b\",\"c\\\\\",d", """["a\"b","c\\","d"]""")]
    [InlineData("\"a\r\nb\",\"\",\"\"\"\"", """["a\r\nb","","\""]""")]
    [InlineData("5\" pipe,x\"\"y,\"z\"w", """["5\" pipe","x\"y","zw"]""")]
    [InlineData("\r\n\na,b,c\r\n\r\n", """["a","b","c"]""")]
    [InlineData("a,b,c\r", """["a","b","c"]""")]
    [InlineData("é,\U0001F600,\"ü\"", """["é","😀","ü"]""")]
    [InlineData("a\\", """["a","",""]""")]
    public async Task Quotes_and_backslashes_are_read_as_documented(string row, string fields)
    {
        _buckets.Put("file.csv", row);
        string read = await _buckets.Read("file.csv", """{"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["C1","C2","C3"]}""");
        var item = (JsonMap)((JsonList)JsonAny.Parse(read))[0];
        Assert.Equal(fields, JsonList.Of(item["C1"]!, item["C2"]!, item["C3"]!).ToString());
    }

    [Theory]
    [InlineData("SEMICOLON", ';')]
    [InlineData("SPACE", ' ')]
    [InlineData("TAB", '\t')]
    [InlineData("COMMA", ',')]
    public async Task Other_delimiters_divide_fields(string name, char delimiter)
    {
        _buckets.Put("file.csv", $"\uFEFFA{delimiter}B\n1{delimiter}2");
        Assert.Equal(
            """[{"A":"1","B":"2"}]""",
            await _buckets.Read("file.csv", $$"""{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","CSVDelimiter":"{{name}}"}"""));
    }

    [Theory]
    [InlineData("A,B,A\n1,2,3", FirstRow, "CSV headers cannot contain duplicates.")]
    [InlineData("1,2", """{"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["H1","H1","H3"]}""", "CSV headers cannot contain duplicates.")]
    [InlineData("A,B\n1,\"2", FirstRow, "The CSV file ends within quotes")]
    [InlineData("A,B\n", FirstRow, "The CSV file contains only CSV headers")]
    [InlineData("", FirstRow, "The CSV file contains only CSV headers")]
    [InlineData("A\n1", """{"InputType":"CSV","MaxItems":-1}""", "field MaxItems must be positive")]
    [InlineData("A\n1", """{"InputType":"CSV","MaxItems":1.5}""", "field MaxItems must be positive")]
    [InlineData("A\n1", """{"InputType":"CSV","CSVDelimiter":"DOT"}""", "The value 'DOT' of the field 'CSVDelimiter' is not supported")]
    public async Task What_cannot_be_read_says_why(string text, string config, string cause)
    {
        _buckets.Put("file.csv", text);
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read("file.csv", config));
        Assert.Equal(cause, e.Message);
    }

    [Fact]
    public async Task A_file_of_given_headers_may_be_empty()
    {
        _buckets.Put("file.csv", "");
        Assert.Equal("[]", await _buckets.Read("file.csv", """{"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["A"]}"""));
    }

    [Fact]
    public void What_was_quoted_is_read_again()
    {
        Gen<string> field = Gen.Elements('a', '"', '\\', ',', '\n', '\r', 'é', ' ').ArrayOf().Select(static c => new string(c));
        Prop.ForAll(field.ArrayOf(3).ListOf().ToArbitrary(), rows =>
        {
            var text = new StringBuilder("A,B,C\n");
            foreach (string[] row in rows)
            {
                text.AppendJoin(',', row.Select(static f => '"' + f.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\"\"", StringComparison.Ordinal) + '"')).Append('\n');
            }

            _buckets.Put("file.csv", text.Append("end,,\n").ToString());
            var read = (JsonList)JsonAny.Parse(_buckets.Read("file.csv", FirstRow).GetAwaiter().GetResult());
            return read.SkipLast(1).Cast<JsonMap>().Select(static o => (o["A"], o["B"], o["C"]))
                .SequenceEqual(rows.Select(static r => ((JsonAny?)r[0], (JsonAny?)r[1], (JsonAny?)r[2])));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Rows_are_whole_wherever_the_reading_pauses()
    {
        // Longer than what is read at once, several times, and one row by itself.
        var text = new StringBuilder("A,B\r\n");
        for (int i = 0; i < 20_000; i++)
        {
            text.Append(i).Append(",\"").Append('x', i % 97).Append("\"\"").Append(i).Append("\"\r\n");
        }

        text.Append("last,").Append('y', 500_000);
        _buckets.Put("file.csv", text.ToString());
        var read = (JsonList)JsonAny.Parse(await _buckets.Read("file.csv", FirstRow));
        Assert.Equal(20_001, read.Count);
        for (int i = 0; i < 20_000; i++)
        {
            Assert.Equal(new JsonString(new string('x', i % 97) + "\"" + i), ((JsonMap)read[i])["B"]);
        }

        Assert.Equal(500_000, ((JsonString)((JsonMap)read[20_000])["B"]!).Value.Length);
    }

    [Fact]
    public async Task A_row_without_an_end_is_refused()
    {
        _buckets.Put("file.csv", "A\n\"" + new string('x', 17 * 1024 * 1024));
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read("file.csv", FirstRow));
        Assert.StartsWith("An item has more than 16777216 bytes", e.Message, StringComparison.Ordinal);
    }
}
