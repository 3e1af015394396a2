namespace FunctionsAsl.Jsonata.Language;

/// <summary>Which JSONata an expression is written in.</summary>
public enum JsonataDialect
{
    /// <summary>JSONata 2.2, as the reference implementation (jsonata-js) runs it.</summary>
    Reference,

    /// <summary>
    /// JSONata as AWS Step Functions runs it: 2.0.6 without a context item at the top level and without <c>$eval</c>, with
    /// <c>$partition</c>, <c>$range</c>, <c>$hash</c>, <c>$random(seed)</c>, <c>$uuid</c> and <c>$parse</c>, integers that are exact
    /// while they fit 64 bits, and AWS's limits (DG/transforming-data; the limits are measured).
    /// </summary>
    StepFunctions,
}
