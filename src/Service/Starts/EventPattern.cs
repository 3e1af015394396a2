using System.Net;

namespace FunctionsAsl.Service.Starts;

/// <summary>What an event must be like for a rule (eventbridge/latest/userguide/eb-event-patterns). Matching takes time linear to the event.</summary>
internal abstract class EventPattern
{
    /// <param name="value">The event, or what it has at this place; <see langword="null"/> where it has nothing.</param>
    public abstract bool Matches(JsonAny? value);

    /// <summary>All of these members match.</summary>
    internal sealed class OfObject((string Name, EventPattern Pattern)[] members, OfObject[][] choices) : EventPattern
    {
        /// <summary>Of an array one item must match as a whole.</summary>
        public override bool Matches(JsonAny? value) => value is JsonList items
            ? items.Any(Matches)
            : Array.TrueForAll(members, m => m.Pattern.Matches((value as JsonMap)?[m.Name]))
                && Array.TrueForAll(choices, either => Array.Exists(either, one => one.Matches(value)));
    }

    /// <summary>The value, or one of its items, is one of these.</summary>
    internal sealed class OfField(Func<JsonAny?, bool>[] alternatives) : EventPattern
    {
        public override bool Matches(JsonAny? value) => value is JsonList { Count: > 0 } items
            ? items.Any(IsOne)
            // An object, or an array of nothing, is no value of a field.
            : IsOne(value is JsonList or JsonMap ? null : value);

        private bool IsOne(JsonAny? value) => Array.Exists(alternatives, a => a(value));
    }

    /// <summary>Whether a value of an event is this one. Numbers are compared as they are written: 300 is not 3.0e2.</summary>
    internal static bool IsSame(JsonAny expected, JsonAny? value) =>
        expected is JsonNumber a && value is JsonNumber b ? a.Text == b.Text : expected.Equals(value);

    internal static Func<JsonAny?, bool> Text(Func<string, bool> matches) => value => value is JsonString text && matches(text.Value);

    internal static Func<JsonAny?, bool> Within(IPNetwork network) => Text(text => IPAddress.TryParse(text, out IPAddress? address) && network.Contains(address));
}
