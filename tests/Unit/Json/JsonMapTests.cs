using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using FunctionsAsl.Json;
using Xunit;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace FunctionsAsl.Unit.Json;

public sealed class JsonMapTests
{
    /// <summary>Names of which some collide, wherever objects and names are looked up by a hash.</summary>
    private static readonly Gen<string> Names = Gen.Frequency(
        (8, Gen.Elements("a", "b", "ab", "ba", "", "id", "name", "nbme", "ñ", "\"", "price")),
        (2, Gen.Choose(0, 40).Select(static i => $"field{i}")));

    private static readonly Gen<List<(string Name, int Value)>> Members =
        Names.SelectMany(static _ => Gen.Choose(0, 1000), static (name, value) => (name, value)).ListOf().Select(static list => list.ToList());

    [Fact]
    public void Keeps_the_last_value_of_a_name_in_the_place_of_the_first() =>
        Prop.ForAll(Members.ToArbitrary(), static members =>
        {
            Model expected = new(members);
            JsonMap built = JsonMap.Of([.. members.Select(static m => (m.Name, JsonAny.Parse(m.Value.ToString(provider: null))))]);
            var builder = new JsonMap.Builder();
            members.ForEach(m => builder.Set(m.Name, m.Value));
            string text = $"{{{string.Join(',', members.Select(static m => $"{JsonString(m.Name)}:{m.Value}"))}}}";
            return expected.Is(built) && expected.Is(builder.Build()) && expected.Is((JsonMap)JsonAny.Parse(text));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Changes_are_made_to_a_copy() =>
        Prop.ForAll(Members.ToArbitrary(), Names.ToArbitrary(), Members.ToArbitrary(), static (members, name, others) =>
        {
            JsonMap before = new Model(members).ToObject();
            JsonMap with = before.With(name, 7);
            JsonMap without = before.Without(name);
            JsonMap merged = before.With(new Model(others).ToObject());
            return new Model(members).Is(before)
                && new Model([.. members, (name, 7)]).Is(with)
                && new Model([.. members.Where(m => m.Name != name)]).Is(without)
                && new Model([.. members, .. others]).Is(merged);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Alike_objects_share_their_names()
    {
        var rows = (JsonList)JsonAny.Parse("""[{"some":1,"other":2},{"some":3,"other":4},{"other":5,"some":6}]""");
        Assert.Same(((JsonMap)rows[0]).Shape, ((JsonMap)rows[1]).Shape);
        Assert.NotSame(((JsonMap)rows[0]).Shape, ((JsonMap)rows[2]).Shape);
        Assert.Equal(6, ((JsonNumber)((JsonMap)rows[2])["some"]!).AsDouble);
    }

    [Fact]
    public void Names_of_what_is_gone_are_not_kept_without_bound()
    {
        JsonMap wide = JsonMap.Of([.. Enumerable.Range(0, 1_000).Select(static i => ($"n{i}", JsonAny.Null))]);
        WeakReference[] names = [.. Made(wide)];
        GC.Collect();
        Assert.All(names, static shape => Assert.False(shape.IsAlive));
        GC.KeepAlive(wide);
    }

    // Not inlined, so that nothing of it is left on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Made(JsonMap wide) =>
    [
        new(((JsonMap)JsonAny.Parse($$"""{"{{new string('n', 100_000)}}":1}""")).Shape),
        new(wide.Without("n7").Shape),
        new(wide.Without(["n7", "n8"]).Shape),
        new(wide.With("other", JsonAny.Null).Shape),
    ];

    [Fact]
    public void Many_threads_read_objects_of_many_shapes() => Parallel.For(0, 4000, static i =>
    {
        string text = $$"""{"a{{i % 700}}":{{i}},"b":[{"c{{i % 300}}":"{{i}}"}],"x\"{{i % 11}}":null}""";
        Assert.Equal(text, JsonAny.Parse(text).ToString());
    });

    [Fact]
    public void A_long_document_comes_out_as_it_went_in()
    {
        // Long enough for values to be remembered, with numbers that are alike but written in different ways.
        string[] values = ["1.5", "1.50", "15e-1", "0.1", "-0.0", "\"1.5\"", "\"a\"", "\"a\\u0000\"", "\"\\u0000a\"", "12345678", "1234567.8", "\"\"", "\"ää\""];
        string text = $"[{string.Join(',', Enumerable.Range(0, 20_000).Select(i => values[i * 7919 % values.Length]))}]";
        var read = (JsonList)JsonAny.Parse(text);
        for (int i = 0; i < read.Count; i++)
        {
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(values[i * 7919 % values.Length]), JsonNode.Parse(read[i].ToString())));
        }

        Assert.Equal(JsonAny.Parse(text), JsonAny.Parse(read.ToString()));
        Assert.Equal("1.50", read[Array.FindIndex([.. read], v => v.ToString() == "1.50")].ToString());
    }

    private static string JsonString(string text) => new JsonString(text).ToString();

    /// <summary>What an object should be: its members in order.</summary>
    private sealed class Model
    {
        private readonly List<(string Name, int Value)> _members = [];

        public Model(IEnumerable<(string Name, int Value)> members)
        {
            foreach ((string name, int value) in members)
            {
                int i = _members.FindIndex(m => m.Name == name);
                if (i < 0)
                {
                    _members.Add((name, value));
                }
                else
                {
                    _members[i] = (name, value);
                }
            }
        }

        public JsonMap ToObject() => JsonMap.Of([.. _members.Select(static m => (m.Name, JsonNumber.Of(m.Value)))]);

        public bool Is(JsonMap o) =>
            o.Select(static m => (m.Key, (int)((JsonNumber)m.Value).AsDouble)).SequenceEqual(_members)
            && _members.TrueForAll(m => ((JsonNumber)o[m.Name]!).AsDouble == m.Value)
            && o["missing"] is null
            && JsonAny.Parse(o.ToString()).Equals(o);
    }
}
