using FunctionsAsl.Jsonata.Nodes;

namespace FunctionsAsl.Jsonata.Compilation;

/// <summary>What becomes of paths.</summary>
internal sealed partial class Compiler
{
    private Node CompilePath(SyntaxNode path, BindingScope? outer)
    {
        if (path.Items.Exists(static step => step.IsTuple))
        {
            return CompileTuplePath(path, path.IsTuple ? outer : null);
        }

        if (path.GroupBy is null && CompileFieldPath(path) is { } fields)
        {
            return fields;
        }

        var steps = new PathStep[path.Items.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = CompileStep(path.Items[i], FieldAfter(path, i));
        }

        GroupConstructor? group = path.GroupBy is null ? null : CompileGroup(path.GroupBy);
        return new PathNode(WalkOf(path, steps), path.KeepsSingleton || path.KeepsArray, group);
    }

    private static StepWalk WalkOf(SyntaxNode path, PathStep[] steps) =>
        new(steps, path.Items[0].Kind == SyntaxKind.Variable, steps.Length > 0 && IsConstructor(path.Items[0]));

    private static bool IsConstructor(SyntaxNode step) => step.IsConstructor && step.Kind is SyntaxKind.Array or SyntaxKind.Block;

    /// <summary>The name that the next step is.</summary>
    private static string? FieldAfter(SyntaxNode path, int index) =>
        index + 1 < path.Items.Count && path.Items[index + 1].Kind == SyntaxKind.Field && path.Items[index].FocusVariable is null ? path.Items[index + 1].Text : null;

    /// <summary>A path of names only, the first of which may be a variable's.</summary>
    private FieldPathNode? CompileFieldPath(SyntaxNode path)
    {
        SyntaxNode first = path.Items[0];
        bool fromVariable = first.Kind == SyntaxKind.Variable && first.Stages.Count == 0 && first.GroupBy is null && !first.KeepsArray;
        int from = fromVariable ? 1 : 0;
        if (!path.Items.Skip(from).All(static step => step.Kind == SyntaxKind.Field && step.Stages.Count == 0 && step.GroupBy is null))
        {
            return null;
        }

        Node? start = fromVariable ? CompileVariable(first, FieldAfter(path, 0)) : null;
        FieldStep[] fields = [.. path.Items.Skip(from).Select(static step => new FieldStep(step.Text, []))];
        return new FieldPathNode(start, fields, path.KeepsSingleton || path.KeepsArray);
    }

    private PathStep CompileStep(SyntaxNode step, string? fieldAfter)
    {
        _repetition++;
        PathStep result;
        if (step.Kind == SyntaxKind.Sort)
        {
            result = new SortStep(CompileTerms(step), step.Position, CompileStages(step.Stages));
        }
        else
        {
            Stage[] stages = step.IsStep ? CompileStages(step.Stages) : [];
            result = step.Kind == SyntaxKind.Field ? new FieldStep(step.Text, stages) : new NodeStep(CompileStepNode(step, fieldAfter), stages);
        }

        _repetition--;
        return result;
    }

    private Node CompileStepNode(SyntaxNode step, string? fieldAfter) => step.Kind switch
    {
        SyntaxKind.Variable => Complete(CompileVariable(step, fieldAfter), step),
        SyntaxKind.Field => new FieldPathNode(null, [new FieldStep(step.Text, [])], keepsSingleton: false),
        _ => Compile(step),
    };

    private SortTerm[] CompileTerms(SyntaxNode sort) => [.. sort.Terms.Select(term => new SortTerm(Compile(term.Value), term.Descending))];

    private Stage[] CompileStages(List<SyntaxNode.StageSyntax> stages)
    {
        _repetition++;
        Stage[] result = [.. stages.Select(stage => CompileStage(stage.Predicate!))];
        _repetition--;
        return result;
    }

    private Stage CompileStage(SyntaxNode predicate) =>
        predicate is { Kind: SyntaxKind.Literal, Literal: JsonNumber number, Stages.Count: 0, GroupBy: null }
            ? new IndexStage((int)Math.Clamp(Math.Floor(number.AsDouble), int.MinValue, int.MaxValue))
            : new PredicateStage(Compile(predicate));

    private TuplePathNode CompileTuplePath(SyntaxNode path, BindingScope? outer)
    {
        int first = path.Items.FindIndex(static step => step.IsTuple);
        var before = new PathStep[first];
        for (int i = 0; i < first; i++)
        {
            before[i] = CompileStep(path.Items[i], FieldAfter(path, i));
        }

        BindingScope scope = BindingScope.CreateTuples(_scope, outer);
        foreach (SyntaxNode step in path.Items)
        {
            Slot(step.FocusVariable, scope);
            Slot(step.IndexVariable, scope);
            Slot(step.Ancestor is null ? null : AncestorName(step.Ancestor), scope);
            foreach (SyntaxNode.StageSyntax stage in step.Stages)
            {
                Slot(stage.IndexVariable, scope);
            }
        }

        return Within(scope, () =>
        {
            TupleStep[] steps = [.. path.Items.Skip(first).Select((step, i) => CompileTupleStep(step, FieldAfter(path, first + i), scope))];
            GroupConstructor? group = path.GroupBy is null ? null : CompileGroup(path.GroupBy);
            return new TuplePathNode(WalkOf(path, before), steps, scope.Layout)
            {
                KeepsSingleton = path.KeepsSingleton || path.KeepsArray,
                KeepsTuples = outer is not null,
                Group = group,
            };
        });
    }

    private TupleStep CompileTupleStep(SyntaxNode step, string? fieldAfter, BindingScope scope)
    {
        _repetition++;

        // The predicates behind a block whose tuples go on see what these bind.
        step.IsStep |= step.IsTuple && step.Kind == SyntaxKind.Block;
        _outerTuples = step.IsTuple && step.Kind is SyntaxKind.Block or SyntaxKind.Path ? scope : null;
        var result = new TupleStep
        {
            Node = step.Kind == SyntaxKind.Sort ? null : CompileStepNode(step, fieldAfter),
            Terms = CompileTerms(step),
            Position = step.Position,
            FocusSlot = Slot(step.FocusVariable, scope),
            IndexSlot = Slot(step.IndexVariable, scope),
            AncestorSlot = Slot(step.Ancestor is null || step.Kind == SyntaxKind.Parent ? null : AncestorName(step.Ancestor), scope),
            Stages =
            [
                .. (step.IsStep || step.Kind == SyntaxKind.Sort ? step.Stages : [])
                    .Select(stage => stage.Predicate is null
                        ? new TupleStage(null, Slot(stage.IndexVariable, scope))
                        : new TupleStage(CompileStage(stage.Predicate), 0)),
            ],
        };
        _repetition--;
        return result;
    }

    /// <summary>The slot of a variable of tuples; 0, which is the value's, where there is none.</summary>
    private static int Slot(string? name, BindingScope scope) => name is null ? 0 : scope.Declare(name);
}
