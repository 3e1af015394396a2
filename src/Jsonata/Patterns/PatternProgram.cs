using System.Runtime.InteropServices;

namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>What an instruction does.</summary>
internal enum Operation : byte
{
    Take, // a unit of the set of a CharacterPart
    TakeAll, // as many units as there are, and then fewer, of a RepeatPart of a CharacterPart
    TakeAgain, // what the group of a ReferencePart matched
    Stand, // at a PlacePart
    Try, // what follows here, and if that fails what follows at the target
    Jump, // to the target
    Note, // the place in a register
    BeginRounds, // of a RepeatPart: none has been
    NextRound, // begins here, or what follows at the target, or both are tried
    BeginRound, // counts it, notes where it begins and forgets its groups
    EndRound, // and goes on at the target
    Look, // whether what follows here matches, up to Accept, and go on at the target
    Accept, // all has matched
}

/// <param name="Operation">What to do.</param>
/// <param name="Part">What part of the pattern it does.</param>
/// <param name="Register">The register; of a round its count, which that of its beginning follows.</param>
/// <param name="Target">Where to go on.</param>
/// <param name="IsBackward">Whether it takes what stands before the place.</param>
internal readonly record struct Instruction(Operation Operation, PatternPart? Part, int Register, int Target, bool IsBackward);

/// <summary>
/// A regular expression as instructions for <see cref="PatternSearch"/>. The first registers hold the groups' beginnings and ends. What
/// looks behind is read from its end on, as in ECMA-262.
/// </summary>
internal sealed class PatternProgram
{
    private readonly bool _ignoresCase;
    private readonly List<Instruction> _instructions = [];

    public PatternProgram(PatternPart root, int groups, bool ignoresCase)
    {
        _ignoresCase = ignoresCase;
        Groups = groups;
        Registers = 2 * groups;
        Add(root, isBackward: false);
        Emit(Operation.Accept);
    }

    public int Groups { get; }

    public int Registers { get; private set; }

    public ReadOnlySpan<Instruction> Instructions => CollectionsMarshal.AsSpan(_instructions);

    /// <summary>Whether two texts are the same to the pattern.</summary>
    public bool AreAlike(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i] && !(_ignoresCase && CharacterSet.Canonical(a[i]) == CharacterSet.Canonical(b[i])))
            {
                return false;
            }
        }

        return true;
    }

    private int Emit(Operation operation, PatternPart? part = null, int register = 0, int target = 0, bool isBackward = false)
    {
        _instructions.Add(new Instruction(operation, part, register, target, isBackward));
        return _instructions.Count - 1;
    }

    /// <summary>Has an instruction go on behind the last one.</summary>
    private void AimHere(int instruction) => _instructions[instruction] = _instructions[instruction] with { Target = _instructions.Count };

    private void Add(PatternPart part, bool isBackward)
    {
        switch (part)
        {
            case CharacterPart:
                Emit(Operation.Take, part, isBackward: isBackward);
                break;
            case PlacePart:
                Emit(Operation.Stand, part);
                break;
            case ReferencePart:
                Emit(Operation.TakeAgain, part, isBackward: isBackward);
                break;
            case SequencePart sequence:
                foreach (PatternPart item in isBackward ? sequence.Parts.Reverse() : sequence.Parts)
                {
                    Add(item, isBackward);
                }

                break;
            case ChoicePart choice:
                Add(choice, isBackward);
                break;
            case GroupPart group:
                int first = 2 * group.Index;
                Emit(Operation.Note, register: isBackward ? first + 1 : first);
                Add(group.Content, isBackward);
                Emit(Operation.Note, register: isBackward ? first : first + 1);
                break;
            case RepeatPart { Content: CharacterPart, IsLazy: false } when !isBackward:
                Emit(Operation.TakeAll, part);
                break;
            case RepeatPart repeat:
                Add(repeat, isBackward);
                break;
            case LookPart look:
                int begin = Emit(Operation.Look, look);
                Add(look.Content, look.IsBehind);
                Emit(Operation.Accept);
                AimHere(begin);
                break;
        }
    }

    private void Add(ChoicePart choice, bool isBackward)
    {
        var jumps = new List<int>();
        foreach (PatternPart alternative in choice.Choices[..^1])
        {
            int attempt = Emit(Operation.Try);
            Add(alternative, isBackward);
            jumps.Add(Emit(Operation.Jump));
            AimHere(attempt);
        }

        Add(choice.Choices[^1], isBackward);
        jumps.ForEach(AimHere);
    }

    private void Add(RepeatPart repeat, bool isBackward)
    {
        int count = Registers;
        Registers += 2;
        Emit(Operation.BeginRounds, register: count);
        int next = Emit(Operation.NextRound, repeat, count);
        Emit(Operation.BeginRound, repeat, count);
        Add(repeat.Content, isBackward);
        Emit(Operation.EndRound, repeat, count, next);
        AimHere(next);
    }
}
