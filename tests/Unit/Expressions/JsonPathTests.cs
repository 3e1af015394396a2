using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Expressions.Paths;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

public sealed class JsonPathTests
{
    private const string Library = """
        {"shelf":{"book":[
          {"title":"Emma","year":1815,"price":8.5,"tags":["novel","classic"]},
          {"title":"Dune","year":1965,"price":12,"isbn":"0-441"},
          {"title":"Ubik","year":1969,"price":7,"isbn":"0-575","tags":[]}],
         "lamp":{"price":30}},"limit":10}
        """;

    private static readonly TestScope Scope = new(("item", JsonAny.Parse("""{"id":7,"list":[1,2]}""")), ("größe", 3));

    [Theory]
    [InlineData("$", """{"a":1}""", """{"a":1}""")]
    [InlineData("$.a", """{"a":null}""", "null")]
    [InlineData("$.a.b", """{"a":{"b":[1]}}""", "[1]")]
    [InlineData("$['a']['b']", """{"a":{"b":2}}""", "2")]
    [InlineData("$[ 'a' ]", """{"a":2}""", "2")]
    [InlineData("$['a.b']", """{"a.b":1,"a":{"b":2}}""", "1")]
    [InlineData("$['']", """{"":1}""", "1")]
    [InlineData("$['a\\b']", """{"a\\b":1}""", "1")]
    [InlineData("$['$@.*']", """{"$@.*":1}""", "1")]
    [InlineData("$['key']", """{"'key'":1,"key":2}""", "2")]
    [InlineData("$.'key'", """{"":1,"key":2}""", """{"":1}""")]
    [InlineData("$['a\"]", """{"a":1}""", "{}")]
    [InlineData("$.input-value", """{"input-value":0}""", "0")]
    [InlineData("$.ünï.屬性", """{"ünï":{"屬性":1}}""", "1")]
    [InlineData("$.2", """{"2":"two"}""", "\"two\"")]
    [InlineData("$.store\\.book", """{"store\\":{"book":1}}""", "1")]
    [InlineData("$.length()", """{"length()":1}""", "1")]
    [InlineData("$.foo.[0].bar", """{"foo":[{"bar":1}]}""", "1")]
    [InlineData("$.a ", """{"a":1}""", "1")]
    [InlineData("$[0]", "[1,2]", "1")]
    [InlineData("$[(@.length-1)]", "[1,2]", "2")]
    [InlineData("$[(@.size() - 2)].a", """[{"a":3},2]""", "3")]
    [InlineData("$[a1]", "[1,2]", "2")]
    [InlineData("$[1,]", "[1,2]", "2")]
    [InlineData("$[1 0]", "[1,2,3,4,5,6,7,8,9,10,11]", "11")]
    [InlineData("$[01]", "[1,2]", "2")]
    [InlineData("$[1].a[0]", """[0,{"a":[5]}]""", "5")]
    [InlineData("$['b','a']", """{"a":1,"b":2,"c":3}""", """{"b":2,"a":1}""")]
    [InlineData("$['a','x']", """{"a":1}""", """{"a":1}""")]
    [InlineData("$['x','y']", """{"a":1}""", "{}")]
    [InlineData("$['a' 'b']", """{"a":1,"b":2}""", """{"a":1,"b":2}""")]
    [InlineData("$.length", """{"length":4}""", "4")]
    public void A_definite_path_gives_the_value_itself(string path, string document, string expected)
    {
        Assert.Equal(expected, Find(path, document).ToString());
        Assert.True(JsonPath.Parse(path).IsDefinite);
    }

    // Measured on AWS (floci-io/floci#2870): "v.$": "$.items[5]" gives null, and to an intrinsic function it is missing.
    [Theory]
    [InlineData("$[9]", "[1]", "$[9]")]
    [InlineData("$[-1]", "[1]", "$[-1]")]
    [InlineData("$.a[(@.length-2)]", """{"a":[1]}""", "$['a'][-1]")]
    public void An_index_past_the_ends_leads_to_no_value(string path, string document, string place)
    {
        Assert.Null(JsonPath.Parse(path).Find(JsonAny.Parse(document), Scope, out PathProblem? problem));
        Assert.Equal(new PathProblem(PathMiss.PastEnd, $"No results for path: {place}"), problem);
        Assert.Equal("null", Expression.Parse(path).EvaluateField("a.$", JsonAny.Parse(document), Scope).ToString());
    }

    [Theory]
    [InlineData("$[*]", "[1,[2],{}]", "[1,[2],{}]")]
    [InlineData("$.*", """{"b":1,"a":2}""", "[1,2]")]
    [InlineData("$[*]", "7", "[]")]
    [InlineData("$[*].a", """[{"a":1},{"b":2},3,{"a":null}]""", "[1,null]")]
    [InlineData("$[0,2]", "[1,2,3]", "[1,3]")]
    [InlineData("$[ 0 , 0 ]", "[1,2,3]", "[1,1]")]
    [InlineData("$[0,5]", "[1]", "[1,null]")]
    [InlineData("$[1:3]", "[0,1,2,3]", "[1,2]")]
    [InlineData("$[1:]", "[0,1,2]", "[1,2]")]
    [InlineData("$[:2]", "[0,1,2]", "[0,1]")]
    [InlineData("$[-2:]", "[0,1,2]", "[1,2]")]
    [InlineData("$[:-1]", "[0,1,2]", "[0,1]")]
    [InlineData("$[-9:]", "[0,1]", "[0,1]")]
    [InlineData("$[2:1]", "[0,1,2]", "[]")]
    [InlineData("$[1:9]", "[0,1,2]", "[1,2]")]
    [InlineData("$[-2:1]", "[0,1,2]", "[null,null,0]")]
    [InlineData("$[0:4:2]", "[0,1,2,3]", "[0,1,2,3]")]
    [InlineData("$[0:2][*]", "[[1,2],[3],[4]]", "[1,2,3]")]
    [InlineData("$..a", """{"a":{"a":1},"b":[{"a":2}]}""", """[{"a":1},1,2]""")]
    [InlineData("$..a[*].b", """{"x":{"a":[{"b":1},{},2]},"a":{}}""", "[1]")]
    [InlineData("$..$", "[1]", "[]")]
    [InlineData("$..['a']", """{"b":{"a":2}}""", "[2]")]
    [InlineData("$..['a','b']", """[{"a":1,"b":2},{"a":1}]""", """[{"a":1,"b":2}]""")]
    [InlineData("$..*", "[[1],2]", "[[1],2,1]")]
    [InlineData("$..[0]", "[[1],2]", "[[1],1]")]
    [InlineData("$..[1].k", """{"x":[{"k":1},{"k":2}]}""", "[1,2]")]
    [InlineData("$..[1:].k", """{"x":[{"k":1},{"k":2}]}""", "[1,2]")]
    [InlineData("$..[?(@.k)].k", """{"x":[{"k":1},{"k":2}]}""", "[1,2]")]
    [InlineData("$..nothing", """{"a":1}""", "[]")]
    [InlineData("$..a..b", """{"a":{"c":{"b":1}}}""", "[1]")]
    [InlineData("$.shelf.book[*].title", Library, """["Emma","Dune","Ubik"]""")]
    [InlineData("$.shelf..price", Library, "[8.5,12,7,30]")]
    [InlineData("$..book[2]", Library, """[{"title":"Ubik","year":1969,"price":7,"isbn":"0-575","tags":[]}]""")]
    [InlineData("$..book[-1:].title", Library, """["Ubik"]""")]
    public void An_indefinite_path_gives_an_array(string path, string document, string expected)
    {
        Assert.Equal(expected, Find(path, document).ToString());
        Assert.False(JsonPath.Parse(path).IsDefinite);
    }

    // Recorded: TestSnfBase::test_json_path_array_wildcard_or_slice_with_no_input.
    [Theory]
    [InlineData("$[*]")]
    [InlineData("$.items[1:]")]
    [InlineData("$.items[:1]")]
    [InlineData("$.item.items[*]")]
    [InlineData("$.items[*].itemValue")]
    [InlineData("$.items[1:].itemValue")]
    [InlineData("$.items[?(@.a == 1)]")]
    public void An_indefinite_path_over_missing_members_gives_nothing(string path) => Assert.Equal("[]", Find(path, "{}").ToString());

    [Theory]
    [InlineData("@.price < 10", "Emma,Ubik")]
    [InlineData("@.price <= 8.5", "Emma,Ubik")]
    [InlineData("@.price > 8.5", "Dune")]
    [InlineData("@.price >= 8.5 && @.year < 1900", "Emma")]
    [InlineData("@.price<8&&@.year>1900", "Ubik")]
    [InlineData("@.price > $.limit || @.year == 1815", "Emma,Dune")]
    [InlineData("@.year == 1815 || @.year == 1965 && @.price == 7", "Emma")]
    [InlineData("@.isbn", "Dune,Ubik")]
    [InlineData("!@.isbn", "Emma")]
    [InlineData("@['isbn','tags']", "Ubik")]
    [InlineData("!@.isbn == '0-441'", "Dune")]
    [InlineData("$.title", "Emma,Dune,Ubik")]
    [InlineData("(@.isbn || @.tags) && @.price == 7", "Dune,Ubik")]
    [InlineData("@['title'] == 'Dune'", "Dune")]
    [InlineData("@.title == Dune", "Dune")]
    [InlineData("@.title == \"Dune\"", "")]
    [InlineData("'Dune' == @.title", "Dune")]
    [InlineData("@.title != 'Dune'", "Emma,Ubik")]
    [InlineData("@.missing != 'Dune'", "")]
    [InlineData("@.missing == null", "")]
    [InlineData("@.year == '1965'", "Dune")]
    [InlineData("1965 == @.year", "")]
    [InlineData("1965 != @.year", "")]
    [InlineData("@.year == +1.965e3", "Dune")]
    [InlineData("@.year < 1e999999999", "Emma,Dune,Ubik")]
    [InlineData("@.year > .5", "Emma,Dune,Ubik")]
    [InlineData("@.year == 001965.", "Dune")]
    [InlineData("@.year > null", "Emma,Dune,Ubik")]
    [InlineData("@.title < 'Emma'", "Dune")]
    [InlineData("@.title =~ /.u.*/", "Dune")]
    [InlineData("@.title =~ /u/", "")]
    [InlineData("@.title =~ /(?:EMMA|ubik)/i", "Emma,Ubik")]
    [InlineData("@.title =~ /(?i)dune/", "Dune")]
    [InlineData("/Du.*/ =~ @.title", "Dune")]
    [InlineData("@.title =~ /(?=.*m)(.)(.)\\2.*/", "Emma")]
    [InlineData("@.year =~ /19\\d\\d/", "Dune,Ubik")]
    [InlineData("@.isbn =~ /.*/", "Dune,Ubik")]
    [InlineData("@.tags == ['novel','classic']", "")]
    [InlineData("@.tags != x", "")]
    [InlineData("@.tags == @.tags", "")]
    [InlineData("$.shelf == $.shelf", "Emma,Dune,Ubik")]
    [InlineData("true == false", "")]
    [InlineData("1 == 1", "Emma,Dune,Ubik")]
    public void A_filter_keeps_what_passes(string condition, string titles)
    {
        JsonAny found = Find($"$.shelf.book[?({condition})].title", Library);

        Assert.Equal(titles, string.Join(',', ((JsonList)found).Select(title => ((JsonString)title).Value)));
    }

    [Theory]
    [InlineData("$[?(@ > 1)]", "[1,2,3]", "[2,3]")]
    [InlineData("$[?(@.a == null)]", """[{"a":null},{"a":"null"},{"a":0},{}]""", """[{"a":null},{"a":"null"}]""")]
    [InlineData("$[?(@.a)]", """[{"a":null},{"a":false}]""", """[{"a":false}]""")]
    [InlineData("$[?(@.a == true)]", """[{"a":true},{"a":"true"},{"a":false}]""", """[{"a":true},{"a":"true"}]""")]
    [InlineData("$[?(@.a)]", """{"a":1}""", """[{"a":1}]""")]
    [InlineData("$[?(@.b)]", """{"a":{"b":1}}""", "[]")]
    [InlineData("$..[?(@.id == 2)]", """{"id":2,"x":[{"id":2},{"id":3}]}""", """[{"id":2,"x":[{"id":2},{"id":3}]},{"id":2}]""")]
    [InlineData("$[?(@['a)b'] == ')')]", """[{"a)b":")"}]""", """[{"a)b":")"}]""")]
    [InlineData("$[?(@.k == 'a\\'b\\n')]", """[{"k":"a'b\\n"}]""", """[{"k":"a'b\\n"}]""")]
    [InlineData("$[?(@.a > 1)].a", """[{"a":2},{"a":9223372036854775808},{"a":1.5}]""", "[2,1.5]")]
    [InlineData("$[?(@[0] == 1)]", "[[1],[],null]", "[[1]]")]
    [InlineData("$[?(@.a > 1),?(@.b)]", "[]", "[]")]
    public void Filters_apply_to_arrays_and_objects(string path, string document, string expected) =>
        Assert.Equal(expected, Find(path, document).ToString());

    [Theory]
    [InlineData("$.a", "{}", "No results for path: $['a']")]
    [InlineData("$.x.a", """{"x":{}}""", "No results for path: $['x']['a']")]
    [InlineData("$.no.such.result.path", "{}", "Missing property in path $['no']")]
    [InlineData("$.x.no.a", """{"x":{}}""", "Missing property in path $['x']['no']")]
    [InlineData("$.a.b", """{"a":[1]}""", "Property ['b'] not found in path $['a']")]
    [InlineData("$.a", "\"text\"", "Property ['a'] not found in path $")]
    [InlineData("$['a','b']", "1", "Property ['a', 'b'] not found in path $")]
    [InlineData("$['a', 'b'].v", """{"a":{"v":1}}""", "Multi properties can only be used as path leafs: $['a', 'b']")]
    [InlineData("$[?]", "{}", "The filter has no condition")]
    [InlineData("$['a', 'b'][*]", "{}", "Multi properties can only be used as path leafs: $['a', 'b']")]
    [InlineData("$[0]", """{"a":1}""", """Filter: [0] can only be applied to arrays. Current context is: {"a":1}""")]
    [InlineData("$.a[0].b", """{"a":"x"}""", "Filter: [0]['b'] can only be applied to arrays. Current context is: x")]
    [InlineData("$.a[0]", """{"a":null}""", "The path $['a'] is null")]
    [InlineData("$[9].a", "[]", "Property ['a'] not found in path $[9]")]
    [InlineData("$[9][0]", "[]", "The path $[9] is null")]
    [InlineData("$[-1].a", "[{}]", "Property ['a'] not found in path $[-1]")]
    [InlineData("$[(@.length-1)].a", "[1,{}]", "No results for path: $[1]['a']")]
    [InlineData("$[0][0]", "[null]", "Filter: [0] can only be applied to arrays. Current context is: null")]
    [InlineData("$[0][0]", """["x"]""", "Filter: [0] can only be applied to arrays. Current context is: \"x\"")]
    [InlineData("$.a.length()", """{"a":[1]}""", "Property ['length()'] not found in path $['a']")]
    [InlineData("$.a[1:].b", """{"a":5}""", "Filter: [1:]['b'] can only be applied to arrays. Current context is: 5")]
    [InlineData("$[0,1][*]['a'][:2]", """[[{"a":7}]]""", "Filter: [:2] can only be applied to arrays. Current context is: 7")]
    [InlineData("$.a[?(@.b)]", """{"a":"x"}""", "Filter: [?] can not be applied to primitives. Current context is: x")]
    [InlineData("$[?(@.a[0] == 1)]", """[{"a":2}]""", "Filter: [0] can only be applied to arrays. Current context is: 2")]
    [InlineData("$[?(@.a == 'x')]", """[{"a":2}]""", "Character x is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark.")]
    [InlineData("$[?(@.a =~ x)]", """[{"a":2}]""", "The right side of =~ is no regular expression")]
    [InlineData("$..a.b", """{"x":[{"a":{"b":1}},{"a":{}}]}""", "No results for path: $['x'][1]['a']['b']")]
    [InlineData("$.*.a.b", """{"x":{"a":{"b":1}},"y":{"a":2}}""", "Property ['b'] not found in path $['y']['a']")]
    [InlineData("$..[0].b", "[[{}]]", "Property ['b'] not found in path $[0]")]
    [InlineData("$unknown", "{}", "No results for path: $['unknown']")]
    public void A_path_that_leads_nowhere_says_why(string path, string document, string problem)
    {
        Assert.Null(JsonPath.Parse(path).Find(JsonAny.Parse(document), Scope, out PathProblem? found));
        Assert.Equal(problem, found!.Text);
        StatesException e = Assert.Throws<StatesException>(() => JsonPath.Parse(path).Evaluate(JsonAny.Parse(document), Scope));
        Assert.Equal(("States.Runtime", $"Invalid path '{path}' : {problem}"), (e.Error, e.Cause));
    }

    // Recorded: escape sequences in JSONPath.
    [Fact]
    public void A_backslash_before_another_quote_is_part_of_the_name()
    {
        JsonMap document = JsonMap.Of(("Test\\\"\"Name\"", "Value\"\\"));

        Assert.Equal("Value\"\\", Assert.IsType<JsonString>(Find("$['Test\\\"\"Name\"']", document.ToString())).Value);
    }

    [Theory]
    [InlineData("$$.State.Name", PathRoot.Context, "\"S\"")]
    [InlineData("$$.Execution.Input[?(@ > 1)]", PathRoot.Context, "[2]")]
    [InlineData("$item.id", PathRoot.Variable, "7")]
    [InlineData("$item", PathRoot.Variable, """{"id":7,"list":[1,2]}""")]
    [InlineData("$item['list'][1]", PathRoot.Variable, "2")]
    [InlineData("$größe", PathRoot.Variable, "3")]
    [InlineData("$[0]", PathRoot.Input, "true")]
    public void A_path_starts_at_its_root(string path, PathRoot root, string expected)
    {
        var compiled = JsonPath.Parse(path);

        Assert.Equal(root, compiled.Root);
        Assert.Equal(expected, compiled.Evaluate(JsonList.Of(true), Scope).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("@.a")]
    [InlineData(" $.a")]
    [InlineData("$.")]
    [InlineData("$..")]
    [InlineData("$.a.")]
    [InlineData("$.a b")]
    [InlineData("$&")]
    [InlineData("$_a")]
    [InlineData("$$$")]
    [InlineData("$[")]
    [InlineData("$[]")]
    [InlineData("$[a]")]
    [InlineData("$['a")]
    [InlineData("$['a'")]
    [InlineData("$[99999999999]")]
    [InlineData("$[:]")]
    [InlineData("$[::2]")]
    [InlineData("$[\"a\"]")]
    [InlineData("$[ * ]")]
    [InlineData("$[0] .a")]
    [InlineData("$[1")]
    [InlineData("$[(@.length)]")]
    [InlineData("$[(@.count-1)]")]
    [InlineData("$[,?]")]
    [InlineData("$[?(@.a in ['b'])]")]
    [InlineData("$[?(@..a == 1)]")]
    [InlineData("$[?(@[?(@.a)])]")]
    [InlineData("$[?(@.a && )]")]
    [InlineData("$[?(@.a &&& @.b)]")]
    [InlineData("$[?(@.a == !@.b)]")]
    [InlineData("$[?(@.a == ')]")]
    [InlineData("$[?@.a]")]
    [InlineData("$[?()]")]
    [InlineData("$[?(@.a]")]
    [InlineData("$[?(@.a)")]
    [InlineData("$[?(@.a is 1)]")]
    [InlineData("$[?(@.a == 1 &&)]")]
    [InlineData("$[?('a')]")]
    [InlineData("$[?(@.a =~ /(/)]")]
    [InlineData("$[?(@.a =~ /a)|(b/)]")]
    public void Text_that_is_no_path_is_refused(string text) => Assert.Throws<JsonPathSyntaxException>(() => JsonPath.Parse(text));

    [Fact]
    public void A_refusal_tells_the_place()
    {
        JsonPathSyntaxException e = Assert.Throws<JsonPathSyntaxException>(() => JsonPath.Parse("$.abc[x]"));

        Assert.Equal((5, "Could not analyze path component: [x]"), (e.Offset, e.Message));
    }

    [Fact]
    public void The_found_value_is_the_one_in_the_document()
    {
        JsonAny document = JsonAny.Parse("""{"a":[{"b":{"c":1}}]}""");
        JsonAny inner = ((JsonMap)((JsonList)((JsonMap)document)["a"]!)[0])["b"]!;

        Assert.Same(inner, JsonPath.Parse("$.a[0].b").Evaluate(document, Scope));
        Assert.Same(inner, Assert.IsType<JsonList>(JsonPath.Parse("$..b").Evaluate(document, Scope))[0]);
    }

    public static TheoryData<string> Hostile() => new(
        "$" + string.Concat(Enumerable.Repeat("..*", 40)),
        "$" + string.Concat(Enumerable.Repeat("[0,0]", 60)),
        "$..[?(1 == 1)]" + string.Concat(Enumerable.Repeat("..*", 9)),
        "$[-2000000000:1]..*",
        $"$..[?({string.Join(" || ", Enumerable.Repeat("1 == 2", 1000))})]");

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_path_that_would_not_end_is_stopped(string path)
    {
        JsonAny list = JsonList.Of(Enumerable.Range(0, 3000).Select(i => (JsonAny)JsonMap.Of(("k", i), ("l", JsonList.Of(i, i)))));
        JsonAny node = JsonList.Of(list, list);
        for (int i = 0; i < 100; i++)
        {
            node = JsonList.Of(node);
        }

        JsonAny document = path.StartsWith("$[-", StringComparison.Ordinal) ? JsonList.Of(0)
            : path.StartsWith("$[0,0]", StringComparison.Ordinal)
            ? Enumerable.Range(0, 60).Aggregate((JsonAny)1, (inner, _) => JsonList.Of(inner))
            : JsonMap.Of(("a", node), ("copy", JsonAny.Parse(node.ToString())));

        StatesException e = Assert.Throws<StatesException>(() => JsonPath.Parse(path).Find(document, Scope, out _));

        Assert.Equal("States.Runtime", e.Error);
        Assert.EndsWith(" takes more than 5000000 steps.", e.Cause);
    }

    [Fact]
    public void A_pattern_takes_steps_linear_to_the_text()
    {
        // A matcher that goes back would not be done with it in a lifetime.
        var path = JsonPath.Parse("$[?(@ =~ /(a+)+b|(a|aa)*c/)]");
        long Steps(int length)
        {
            var budget = new StepBudget();
            Assert.Equal("[]", path.Evaluate(JsonList.Of(new string('a', length)), new TestScope { Counted = budget }).ToString());
            return budget.Spent;
        }

        Assert.InRange((double)Steps(200_000) / Steps(100_000), 1.99, 2.01);
    }

    // Each comparison looks through the whole text for what is escaped in it.
    [Fact]
    public void A_comparison_with_a_long_text_takes_steps_by_its_length()
    {
        var path = JsonPath.Parse("$.l[?(@ == $.text)]");
        long Steps(int length)
        {
            var budget = new StepBudget();
            JsonMap document = JsonMap.Of(("text", new string('\'', length)), ("l", JsonList.Of("x", "y")));
            Assert.Equal("[]", path.Evaluate(document, new TestScope { Counted = budget }).ToString());
            return budget.Spent;
        }

        Assert.InRange((double)Steps(2_000_000) / Steps(1_000_000), 1.99, 2.01);
    }

    // Values are shared, so what a path finds can be far larger than any memory.
    [Fact]
    public void A_result_too_large_to_be_written_is_a_failure_of_the_state()
    {
        JsonAny deep = Enumerable.Range(0, 900).Aggregate((JsonAny)new string('x', 200_000), (inner, _) => JsonList.Of(inner));

        StatesException e = Assert.Throws<StatesException>(() => JsonPath.Parse("$..*..*").Evaluate(deep, Scope));

        Assert.Equal("States.DataLimitExceeded", e.Error);
    }

    [Fact]
    public void Neither_deep_documents_nor_long_paths_need_much_stack()
    {
        JsonAny deep = Enumerable.Range(0, 990).Aggregate((JsonAny)1, (inner, _) => JsonList.Of(inner));
        string filters = string.Concat(Enumerable.Repeat("..[?(@[0] || 1 == 1)]", 125));
        string wildcards = string.Concat(Enumerable.Repeat("[*]", 250));
        string indexes = string.Concat(Enumerable.Repeat("[0]", 250));
        string[] paths = ["$..*", "$" + wildcards, "$" + filters, "$" + indexes];
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                foreach (string path in paths)
                {
                    failure ??= Record.Exception(() => JsonPath.Parse(path).Find(deep, Scope, out _));
                }
            },
            maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();

        Assert.True(failure is null or StatesException or StepBudgetException, failure?.ToString());
    }

    [Theory]
    [InlineData("[*]", 300)]
    [InlineData("[?(@.a", 100_000)]
    public void A_path_of_unreasonable_size_is_refused(string part, int times) =>
        Assert.Throws<JsonPathSyntaxException>(() => JsonPath.Parse("$.a" + string.Concat(Enumerable.Repeat(part, times))));

    [Fact]
    public void A_step_of_too_many_names_is_refused() => Assert.Throws<JsonPathSyntaxException>(
        () => JsonPath.Parse($"$['{string.Join("','", Enumerable.Repeat("a", 257))}']"));

    private static JsonAny Find(string path, string document) => JsonPath.Parse(path).Evaluate(JsonAny.Parse(document), Scope);
}
