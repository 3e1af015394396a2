using System.Collections.Frozen;

namespace FunctionsAsl.Core.Expressions;

/// <summary>One of the 18 functions of <c>States.*</c>. AWS says that no more will come.</summary>
internal sealed record IntrinsicFunction(int MinArguments, int MaxArguments, Func<IntrinsicArguments, JsonAny> Invoke)
{
    /// <summary>The functions by their names behind <c>States.</c>.</summary>
    public static readonly FrozenDictionary<string, IntrinsicFunction> ByName = new Dictionary<string, IntrinsicFunction>
    {
        ["Format"] = new(1, int.MaxValue, TextIntrinsics.Format),
        ["StringToJson"] = new(1, 1, TextIntrinsics.StringToJson),
        ["JsonToString"] = new(1, 1, TextIntrinsics.JsonToString),
        ["StringSplit"] = new(2, 2, TextIntrinsics.StringSplit),
        ["Base64Encode"] = new(1, 1, TextIntrinsics.Base64Encode),
        ["Base64Decode"] = new(1, 1, TextIntrinsics.Base64Decode),
        ["Hash"] = new(2, 2, TextIntrinsics.Hash),
        ["UUID"] = new(0, 0, TextIntrinsics.NewUuid),
        ["Array"] = new(0, int.MaxValue, ArrayIntrinsics.Of),
        ["ArrayPartition"] = new(2, 2, ArrayIntrinsics.Partition),
        ["ArrayContains"] = new(2, 2, ArrayIntrinsics.Contains),
        ["ArrayRange"] = new(3, 3, ArrayIntrinsics.Range),
        ["ArrayGetItem"] = new(2, 2, ArrayIntrinsics.GetItem),
        ["ArrayLength"] = new(1, 1, ArrayIntrinsics.Length),
        ["ArrayUnique"] = new(1, 1, ArrayIntrinsics.Unique),
        ["JsonMerge"] = new(3, 3, ArrayIntrinsics.Merge),
        ["MathAdd"] = new(2, 2, MathIntrinsics.Add),
        ["MathRandom"] = new(2, 3, MathIntrinsics.Random),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
