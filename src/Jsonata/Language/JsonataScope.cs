namespace FunctionsAsl.Jsonata.Language;

/// <summary>What a JSONata expression may read besides its input, and what bounds it. A replay that is given the same gets the same.</summary>
public abstract class JsonataScope
{
    /// <summary>How deep evaluation may nest at most: a thread's stack has to hold it.</summary>
    public const int GreatestDepth = 2000;

    /// <summary>What <c>$now()</c> and <c>$millis()</c> tell, however often they are asked.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Where <c>$random()</c>, <c>$uuid()</c> and <c>$shuffle()</c> draw from.</summary>
    public abstract Entropy Entropy { get; }

    /// <summary>What bounds the evaluation.</summary>
    public abstract StepBudget Steps { get; }

    /// <summary>
    /// How deep evaluation may nest, in parts of the expression within each other; <see langword="null"/> for what the dialect allows:
    /// 100 in Step Functions (measured), and <see cref="GreatestDepth"/> in the reference dialect, which is also the most there can be.
    /// </summary>
    public virtual int? MaxDepth => null;

    /// <summary>The value of <c>$name</c>, or <see langword="null"/> where no such variable has been assigned.</summary>
    public abstract JsonAny? Variable(string name);
}
