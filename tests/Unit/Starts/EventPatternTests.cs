using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Starts;
using Xunit;

namespace FunctionsAsl.Unit.Starts;

public sealed class EventPatternTests
{
    private const string Event =
        """
        {"source":"shop","detail-type":"Order","time":"2026-01-01T00:00:00Z","resources":["a","b"],
        "detail":{"state":"paid","cents":2770,"ip":"10.0.0.7","note":null,"vip":true,"none":[],
        "customer":{"name":"Mira","tags":["new","eu"]},"lines":[{"dish":"Soup","n":1},{"dish":"Cake","n":2}]}}
        """;

    [Theory]
    [InlineData("""{"source":["shop"]}""", true)]
    [InlineData("""{"source":["bank","shop"],"detail-type":["Order"]}""", true)]
    [InlineData("""{"source":["shop"],"detail-type":["Refund"]}""", false)]
    [InlineData("""{"resources":["b"]}""", true)]
    [InlineData("""{"resources":["c"]}""", false)]
    [InlineData("""{"detail":{"customer":{"name":["Mira"]}}}""", true)]
    [InlineData("""{"detail":{"lines":{"dish":["Cake"],"n":[2]}}}""", true)]
    [InlineData("""{"detail":{"lines":{"dish":["Cake"],"n":[1]}}}""", false)]
    [InlineData("""{"detail":{"cents":[2770]}}""", true)]
    [InlineData("""{"detail":{"cents":[2770.0]}}""", false)]
    [InlineData("""{"detail":{"vip":[true],"note":[null]}}""", true)]
    [InlineData("""{"detail":{"vip":["true"]}}""", false)]
    [InlineData("""{"detail":{"missing":[null]}}""", false)]
    [InlineData("""{"source":[{"prefix":"sh"}]}""", true)]
    [InlineData("""{"source":[{"prefix":"SH"}]}""", false)]
    [InlineData("""{"source":[{"prefix":{"equals-ignore-case":"SH"}}]}""", true)]
    [InlineData("""{"source":[{"suffix":"op"}]}""", true)]
    [InlineData("""{"source":[{"suffix":{"equals-ignore-case":"OP"}}]}""", true)]
    [InlineData("""{"source":[{"equals-ignore-case":"SHOP"}]}""", true)]
    [InlineData("""{"source":[{"wildcard":"s*p"}]}""", true)]
    [InlineData("""{"source":[{"wildcard":"s\\*p"}]}""", false)]
    [InlineData("""{"source":[{"anything-but":"bank"}]}""", true)]
    [InlineData("""{"source":[{"anything-but":["bank","shop"]}]}""", false)]
    [InlineData("""{"source":[{"anything-but":{"prefix":"sh"}}]}""", false)]
    [InlineData("""{"source":[{"anything-but":{"suffix":["x","y"]}}]}""", true)]
    [InlineData("""{"source":[{"anything-but":{"wildcard":"*ho*"}}]}""", false)]
    [InlineData("""{"detail":{"cents":[{"anything-but":[1,2]}]}}""", true)]
    [InlineData("""{"detail":{"missing":[{"anything-but":"x"}]}}""", false)]
    [InlineData("""{"detail":{"cents":[{"numeric":[">",0,"<=",2770]}]}}""", true)]
    [InlineData("""{"detail":{"cents":[{"numeric":["<",2770]}]}}""", false)]
    [InlineData("""{"detail":{"cents":[{"numeric":["=",2.77e3]}]}}""", true)]
    [InlineData("""{"detail":{"state":[{"numeric":[">=",0]}]}}""", false)]
    [InlineData("""{"detail":{"state":[{"exists":true}],"missing":[{"exists":false}]}}""", true)]
    [InlineData("""{"detail":{"state":[{"exists":false}]}}""", false)]
    [InlineData("""{"detail":{"customer":[{"exists":true}]}}""", false)]
    [InlineData("""{"detail":{"none":[{"exists":false}]}}""", true)]
    [InlineData("""{"detail":{"missing":{"deeper":[{"exists":false}]}}}""", true)]
    [InlineData("""{"detail":{"ip":[{"cidr":"10.0.0.0/24"}]}}""", true)]
    [InlineData("""{"detail":{"ip":[{"cidr":"10.0.1.0/24"}]}}""", false)]
    [InlineData("""{"detail":{"state":[{"cidr":"10.0.0.0/24"}]}}""", false)]
    [InlineData("""{"$or":[{"source":["bank"]},{"detail":{"state":["paid"]}}]}""", true)]
    [InlineData("""{"$or":[{"source":["bank"]},{"detail":{"state":["open"]}}]}""", false)]
    [InlineData("""{"source":["shop"],"detail":{"$or":[{"cents":[{"numeric":[">",9000]}]},{"customer":{"tags":["eu"]}}]}}""", true)]
    [InlineData("""{"source":["bank"],"$or":[{"detail-type":["Order"]}]}""", false)]
    public void An_event_matches_or_not(string pattern, bool matches) =>
        Assert.Equal(matches, Read(pattern).Matches(JsonAny.Parse(Event)));

    [Theory]
    [InlineData("""{}""", "/p: A pattern is an object with at least one member.")]
    [InlineData("""{"source":"shop"}""", "/p/source: It must be an array of what matches, with at least one item.")]
    [InlineData("""{"source":[]}""", "/p/source: It must be an array of what matches, with at least one item.")]
    [InlineData("""{"source":[["shop"]]}""", "/p/source/0: It must be a value, or an object with one kind of matching.")]
    [InlineData("""{"source":[{"prefix":"a","suffix":"b"}]}""", "/p/source/0: It must have one kind of matching.")]
    [InlineData("""{"a/b":[{"like":"a"}]}""", "/p/a~1b/0/like: There are exists, numeric")]
    [InlineData("""{"source":[{"prefix":1}]}""", "/p/source/0/prefix: It must be a text.")]
    [InlineData("""{"source":[{"prefix":{"suffix":"a"}}]}""", "/p/source/0/prefix/suffix: There is only equals-ignore-case here.")]
    [InlineData("""{"source":[{"exists":1}]}""", "/p/source/0/exists: It must be true or false.")]
    [InlineData("""{"source":[{"numeric":[">"]}]}""", "/p/source/0/numeric: It must have one or two comparisons")]
    [InlineData("""{"source":[{"numeric":["!",1]}]}""", "/p/source/0/numeric/0: It is one of =")]
    [InlineData("""{"source":[{"numeric":[">","1"]}]}""", "/p/source/0/numeric/1: It must be a number.")]
    [InlineData("""{"source":[{"cidr":"10.0.0.0/33"}]}""", "/p/source/0/cidr: It must be a range of addresses")]
    [InlineData("""{"$or":{"source":["a"]}}""", "/p/$or: It must be an array")]
    public void What_is_no_pattern_is_refused_with_its_place(string pattern, string message) =>
        Assert.StartsWith("ASL_STARTS: " + message, Assert.Throws<SettingException>(() => Read(pattern)).Message, StringComparison.Ordinal);

    private static EventPattern.OfObject Read(string pattern) =>
        new EventPatternReader(new JsonSetting(StartRules.Setting)).Read(JsonAny.Parse(pattern), "/p");
}
