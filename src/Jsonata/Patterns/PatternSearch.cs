using System.Runtime.InteropServices;

namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>
/// Matches a program by trying, which references and looking around need. Every instruction is a step of the budget; what is yet to be
/// tried lies on a stack of its own, so that the thread's does not bound the text.
/// </summary>
internal sealed class PatternSearch(PatternProgram program, string text, StepBudget budget)
{
    // 24 MB.
    private const int MostTries = 2_000_000;

    private readonly int[] _registers = Unset(program.Registers);
    private readonly List<Trial> _trials = [];

    /// <summary>The first match from an index on.</summary>
    public PatternMatch? Find(int from)
    {
        for (int start = from; start <= text.Length; start++)
        {
            if (MatchAt(start) is { } match)
            {
                return match;
            }
        }

        return null;
    }

    /// <summary>The match that begins at an index.</summary>
    public PatternMatch? MatchAt(int start)
    {
        int end = Run(0, start);
        return end < 0 ? null : PatternMatch.Of(budget, text, start, end, program.Groups, GroupAt);
    }

    private static int[] Unset(int count)
    {
        int[] registers = new int[count];
        Array.Fill(registers, -1);
        return registers;
    }

    private string? GroupAt(int index) =>
        _registers[2 * index] >= 0 && _registers[(2 * index) + 1] is >= 0 and int end ? text[_registers[2 * index]..end] : null;

    /// <summary>Follows the program from an instruction on.</summary>
    /// <returns>Where the match ends; -1 where there is none, and all is as it was.</returns>
    private int Run(int next, int at)
    {
        Recursion.EnsureRoom();
        ReadOnlySpan<Instruction> instructions = program.Instructions;
        int floor = _trials.Count;
        while (true)
        {
            budget.Spend(1);
            ref readonly Instruction instruction = ref instructions[next++];
            bool holds = true;
            switch (instruction.Operation)
            {
                case Operation.Take:
                    holds = IsOf(((CharacterPart)instruction.Part!).Set, instruction.IsBackward ? --at : at++);
                    break;
                case Operation.TakeAll:
                    holds = TakeAll((RepeatPart)instruction.Part!, next, ref at);
                    break;
                case Operation.Stand:
                    holds = IsAt((PlacePart)instruction.Part!, at);
                    break;
                case Operation.TakeAgain:
                    holds = TakeAgain(((ReferencePart)instruction.Part!).Group, instruction.IsBackward, ref at);
                    break;
                case Operation.Try:
                    Push(new Trial(instruction.Target, at, at));
                    break;
                case Operation.Jump:
                    next = instruction.Target;
                    break;
                case Operation.Note:
                    Set(instruction.Register, at);
                    break;
                case Operation.BeginRounds:
                    Set(instruction.Register, 0);
                    break;
                case Operation.NextRound:
                    next = NextRound(in instruction, (RepeatPart)instruction.Part!, next, at);
                    break;
                case Operation.BeginRound:
                    BeginRound(instruction.Register, (RepeatPart)instruction.Part!, at);
                    break;
                case Operation.EndRound:
                    // A round that takes nothing would go on for ever.
                    holds = at != _registers[instruction.Register + 1]
                        || _registers[instruction.Register] <= ((RepeatPart)instruction.Part!).Least;
                    next = instruction.Target;
                    break;
                case Operation.Look:
                    holds = Look(((LookPart)instruction.Part!).IsNegative, next, at);
                    next = instruction.Target;
                    break;
                default:
                    return at;
            }

            if (!holds && !TryAgain(floor, ref next, ref at))
            {
                return -1;
            }
        }
    }

    private bool TakeAll(RepeatPart repeat, int next, ref int at)
    {
        CharacterSet set = ((CharacterPart)repeat.Content).Set;
        int least = at + repeat.Least;
        int most = repeat.Most < text.Length - at ? at + repeat.Most : text.Length;
        while (at < most && set.Contains(text[at]))
        {
            at++;
        }

        budget.Spend(at - least + repeat.Least);
        if (at > least)
        {
            Push(new Trial(next, at - 1, least));
        }

        return at >= least;
    }

    private bool TakeAgain(int group, bool isBackward, ref int at)
    {
        (int start, int end) = (_registers[2 * group], _registers[(2 * group) + 1]);
        if (start < 0 || end < 0)
        {
            return true;
        }

        int length = end - start;
        int from = isBackward ? at - length : at;
        budget.Spend(length);
        at = isBackward ? from : from + length;
        return from >= 0 && from + length <= text.Length && program.AreAlike(text.AsSpan(start, length), text.AsSpan(from, length));
    }

    private int NextRound(in Instruction instruction, RepeatPart repeat, int round, int at)
    {
        int count = _registers[instruction.Register];
        if (count < repeat.Least)
        {
            return round;
        }

        if (count >= repeat.Most)
        {
            return instruction.Target;
        }

        Push(new Trial(repeat.IsLazy ? round : instruction.Target, at, at));
        return repeat.IsLazy ? instruction.Target : round;
    }

    private void BeginRound(int register, RepeatPart repeat, int at)
    {
        Set(register, _registers[register] + 1);
        Set(register + 1, at);
        budget.Spend(2 * repeat.GroupCount);
        for (int i = 2 * repeat.FirstGroup; i < 2 * (repeat.FirstGroup + repeat.GroupCount); i++)
        {
            Set(i, -1);
        }
    }

    private bool Look(bool isNegative, int content, int at)
    {
        int floor = _trials.Count;
        if (Run(content, at) < 0)
        {
            return isNegative;
        }

        // What it matched, it matched: it is not tried in another way. Its groups stay, unless all fails later.
        int kept = floor;
        for (int i = floor; i < _trials.Count; i++)
        {
            if (_trials[i].IsRegister)
            {
                _trials[kept++] = _trials[i];
            }
        }

        CollectionsMarshal.SetCount(_trials, kept);
        return !isNegative;
    }

    private bool IsAt(PlacePart place, int at) => place.Symbol switch
    {
        '^' => at == 0 || (place.IsOfLines && IsOf(CharacterSet.LineEnds, at - 1)),
        '$' => at == text.Length || (place.IsOfLines && IsOf(CharacterSet.LineEnds, at)),
        _ => (IsOf(CharacterSet.Word, at - 1) != IsOf(CharacterSet.Word, at)) == (place.Symbol == 'b'),
    };

    private bool IsOf(CharacterSet set, int at) => at >= 0 && at < text.Length && set.Contains(text[at]);

    private void Set(int register, int value)
    {
        if (_registers[register] != value)
        {
            Push(new Trial(~register, _registers[register], 0));
            _registers[register] = value;
        }
    }

    /// <exception cref="StepBudgetException">There is too much to try.</exception>
    private void Push(Trial trial)
    {
        if (_trials.Count == MostTries)
        {
            throw new StepBudgetException($"A regular expression has more than {MostTries} ways to match left to try.");
        }

        _trials.Add(trial);
    }

    /// <summary>Takes back what was done since the last trial, and goes on with that.</summary>
    /// <returns>Whether there is one above the floor.</returns>
    private bool TryAgain(int floor, ref int next, ref int at)
    {
        while (_trials.Count > floor)
        {
            Trial last = _trials[^1];
            _trials.RemoveAt(_trials.Count - 1);
            if (last.IsRegister)
            {
                _registers[~last.Next] = last.At;
                continue;
            }

            if (last.At > last.Least)
            {
                _trials.Add(last with { At = last.At - 1 });
            }

            (next, at) = (last.Next, last.At);
            return true;
        }

        return false;
    }

    /// <summary>What to do when what is tried fails: go on elsewhere, or set a register back.</summary>
    /// <param name="Next">The instruction to go on with, or the complement of the register.</param>
    /// <param name="At">The first place to try, or the register's value.</param>
    /// <param name="Least">The last place to try.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Trial(int Next, int At, int Least)
    {
        public bool IsRegister => Next < 0;
    }
}
