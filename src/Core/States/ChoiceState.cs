namespace FunctionsAsl.Core.States;

/// <summary>Goes on with the first of its choices that applies (DG/state-choice).</summary>
internal sealed class ChoiceState(string name, DataFlow flow, ImmutableArray<Choice> choices) : State(name, StateEvents.Choice)
{
    /// <summary>The state named by Default, or <see langword="null"/>.</summary>
    internal State? Default { get; set; }

    /// <summary>Where it may lead to.</summary>
    internal IEnumerable<State> Targets => choices.Select(static c => c.Next).Concat(Default is { } state ? [state] : []);

    internal static ChoiceState Read(string name, Fields fields, StateLinks links)
    {
        DataFlow flow = DataFlow.Read(fields, FlowShape.Assigns);
        fields.Require("Choices");
        ImmutableArray<Choice>.Builder choices = ImmutableArray.CreateBuilder<Choice>();
        foreach (Fields element in fields.Elements("Choices", mayBeEmpty: false))
        {
            element.String("Comment");
            DataFlow ruleFlow = flow.WithRule(element);
            ChoiceRule? rule = ChoiceRule.Read(element);
            Choice? choice = rule is null ? null : new Choice(rule, ruleFlow);
            links.ReadRequired(element, "Next", state => choice?.Next = state);
            if (choice is not null)
            {
                choices.Add(choice);
            }

            element.End();
        }

        links.AreUnknown |= choices.Count == 0;
        var choiceState = new ChoiceState(name, flow, choices.ToImmutable());
        links.Read(fields, "Default", state => choiceState.Default = state);
        return choiceState;
    }

    internal override void Enter(Turn turn, Branch branch)
    {
        StateScope scope = turn.Scope(branch);
        JsonAny input = flow.Input(scope, branch.Input);
        Choice? choice = choices.FirstOrDefault(c => c.Rule.Applies(input, scope));

        // Measured: not States.NoChoiceMatched, as the guide says (FLOCI).
        State next = choice?.Next ?? Default ?? throw new StatesException(
            ErrorName.Runtime, "Failed to transition out of the state. The state does not point to a next state.");
        turn.Exit(this, branch, (choice?.Flow ?? flow).Complete(scope, branch.Input, input), next);
    }
}

/// <summary>One element of Choices: a rule, where it leads, and the data flow of a state that follows it.</summary>
internal sealed record Choice(ChoiceRule Rule, DataFlow Flow)
{
    public State Next { get; set; } = null!;
}
