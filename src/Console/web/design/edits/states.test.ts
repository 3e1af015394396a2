import { expect, test } from 'vitest';
import { Document } from '../document.ts';
import { apply } from './changes.ts';
import { pasteStates } from './fragments.ts';
import { duplicateGroup } from './groups.ts';
import { renameState } from './names.ts';
import { addState, moveState, removeState } from './states.ts';
import { connect, disconnect } from './ways.ts';

const base = new Document(`{
  // Why it is there.
  "Comment": "kept",
  "StartAt": "A",
  "States": {
    "A": { "Type": "Pass", "Next": "B" }, // first
    "B": {
      "Type": "Choice",
      "Choices": [
        { "Variable": "$.n", "NumericGreaterThan": 1.50, "Next": "C" },
        { "Variable": "$.n", "NumericEquals": 0, "Next": "A" }
      ],
      "Default": "D"
    },
    // About C.
    "C": {
      "Type": "Task",
      "Resource": "r",
      "Catch": [{ "ErrorEquals": ["X"], "Next": "D" }],
      "End": true
    },
    "D": { "Type": "Succeed" }
  }
}
`);

function state(type: string): { type: string; json: string } {
  return { type, json: JSON.stringify({ Type: type, ...(type === 'Choice' ? { Choices: [] } : {}) }) };
}

function after(document: Document, changes: Parameters<typeof apply>[1]): Document {
  const next = new Document(apply(document.text, changes));
  expect(next.problems).toEqual([]);
  return next;
}

function ways(document: Document): string[] {
  return [`> ${document.scope!.startAt}`, ...document.scope!.edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`)];
}

test('a state behind another goes into the flow, and away again without a trace', () => {
  const { changes, place } = addState(base, { scope: '', ...state('Pass'), after: '/States/A' });
  const added = after(base, changes);
  expect(place).toBe('/States/Pass');
  expect(ways(added)).toEqual(['> A', 'A next Pass', 'Pass next B', 'B rule C', 'B rule A', 'B default D', 'C catch D']);
  expect(added.text).toContain(`    "A": { "Type": "Pass", "Next": "Pass" }, // first
    "Pass": {
      "Type": "Pass",
      "Next": "B"
    },
    "B": {`);
  expect(after(added, removeState(added, place)).text).toBe(base.text);
});

test('a state at the end ends in place of the one before it', () => {
  const added = after(base, addState(base, { scope: '', ...state('Wait'), after: '/States/C' }).changes);
  expect(added.textAt('/States/C')).toContain('"Next": "Wait"');
  expect(added.textAt('/States/C')).not.toContain('"End"');
  expect(added.nodeAt('/States/Wait/End')?.value).toBe(true);
  expect(after(added, removeState(added, '/States/Wait')).text).toBe(base.text);
});

test('a state goes into any way', () => {
  const at = (kind: 'rule' | 'default' | 'catch' | 'start', from: string, index?: number): string[] =>
    ways(after(base, addState(base, { scope: '', ...state('Pass'), edge: { from, kind, ...(index === undefined ? {} : { index }) } }).changes));
  expect(at('rule', '/States/B', 1)).toEqual(['> A', 'A next B', 'B rule C', 'B rule Pass', 'B default D', 'Pass next A', 'C catch D']);
  expect(at('default', '/States/B')).toEqual(['> A', 'A next B', 'B rule C', 'B rule A', 'B default Pass', 'Pass next D', 'C catch D']);
  expect(at('catch', '/States/C', 0)).toEqual(['> A', 'A next B', 'B rule C', 'B rule A', 'B default D', 'C catch Pass', 'Pass next D']);
  expect(at('start', '')).toEqual(['> Pass', 'Pass next A', 'A next B', 'B rule C', 'B rule A', 'B default D', 'C catch D']);
});

test('all that leads to a state leads to the one that is put before it', () => {
  const added = after(base, addState(base, { scope: '', ...state('Pass'), before: '/States/D', name: 'Last' }).changes);
  expect(ways(added)).toEqual(['> A', 'A next B', 'B rule C', 'B rule A', 'B default Last', 'Last next D', 'C catch Last']);
});

test('a Choice behind a state leads to what came next by default, and nothing comes after an end', () => {
  const added = after(base, addState(base, { scope: '', ...state('Choice'), after: '/States/A' }).changes);
  expect(ways(added).slice(0, 3)).toEqual(['> A', 'A next Choice', 'Choice default B']);
  expect(() => addState(base, { scope: '', ...state('Pass'), after: '/States/D' })).toThrow('nothing can come next');
});

test('an empty definition starts with the first state', () => {
  for (const text of ['{}', '{\n}', '{\n  "StartAt": "",\n  "States": {}\n}', '{"Comment":"c"}']) {
    const empty = new Document(text);
    const added = after(empty, addState(empty, { scope: '', ...state('Map') }).changes);
    expect([added.scope!.startAt, [...added.scope!.states.keys()]]).toEqual(['Map', ['Map']]);
  }
});

test('a removed state is bridged', () => {
  expect(ways(after(base, removeState(base, '/States/A')))).toEqual(['> B', 'B rule C', 'B rule B', 'B default D', 'C catch D']);
  expect(ways(after(base, removeState(base, '/States/B')))).toEqual(['> A', 'A next D', 'C catch D']);
});

test('what led to a removed end goes: rules, the default, and catchers with their list', () => {
  const without = after(base, removeState(base, '/States/D'));
  expect(ways(without)).toEqual(['> A', 'A next B', 'B rule C', 'B rule A']);
  expect(without.textAt('/States/C')).toBe(`{
      "Type": "Task",
      "Resource": "r",
      "End": true
    }`);
  const ended = after(base, removeState(base, '/States/C'));
  expect(ways(ended)).toEqual(['> A', 'A next B', 'B rule A', 'B default D']);
  expect(ended.text).not.toContain('About C');
  const only = new Document('{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}');
  expect(after(only, removeState(only, '/States/A')).text).toBe('{"StartAt":"","States":{}}');
});

test('a state is renamed with all that leads to it, and back', () => {
  const renamed = after(base, renameState(base, '/States/D', ' Done "1" '));
  expect(ways(renamed)).toEqual(['> A', 'A next B', 'B rule C', 'B rule A', 'B default Done "1"', 'C catch Done "1"']);
  expect(after(renamed, renameState(renamed, '/States/Done "1"', 'D')).text).toBe(base.text);
  expect(() => renameState(base, '/States/A', 'B')).toThrow('this name');
  expect(() => renameState(base, '/States/A', '')).toThrow('1 to 80');
});

test('ways are made and ended', () => {
  const connected = after(base, connect(base, { from: '/States/C', kind: 'next' }, '/States/D'));
  expect(connected.textAt('/States/C')).toContain('"Next": "D"');
  expect(after(connected, disconnect(connected, { from: '/States/C', kind: 'next' })).text).toBe(base.text);
  const ruled = after(base, connect(base, { from: '/States/B', kind: 'rule' }, '/States/D'));
  expect(ways(ruled)).toContain('B rule D');
  expect(after(ruled, disconnect(ruled, { from: '/States/B', kind: 'rule', index: 2 })).text).toBe(base.text);
  expect(ways(after(base, connect(base, { from: '/States/B', kind: 'rule', index: 0 }, '/States/D')))).toContain('B rule D');
  expect(ways(after(base, connect(base, { from: '', kind: 'start' }, '/States/B')))[0]).toBe('> B');
  expect(ways(after(base, disconnect(base, { from: '/States/B', kind: 'default' })))).not.toContain('B default D');
});

test('a state moves with all that it says', () => {
  const moved = after(base, moveState(base, '/States/C', { scope: '', after: '/States/A' }).changes);
  expect(ways(moved)).toEqual(['> A', 'A next C', 'C next B', 'C catch D', 'B rule A', 'B default D']);
  expect(moved.textAt('/States/B/Choices/0')).toBe('{ "Variable": "$.n", "NumericEquals": 0, "Next": "A" }');
  expect(moveState(base, '/States/A', { scope: '', after: '/States/A' }).changes).toEqual([]);
  const intoRule = after(base, moveState(base, '/States/C', { scope: '', edge: { from: '/States/B', kind: 'rule', index: 1 } }).changes);
  expect(ways(intoRule)).toEqual(['> A', 'A next B', 'B rule C', 'B default D', 'C next A', 'C catch D']);
});

test('a state moves into a branch, and not into itself', () => {
  const nested = new Document(JSON.stringify({
    StartAt: 'P', States: {
      P: { Type: 'Parallel', Branches: [{ StartAt: 'X', States: { X: { Type: 'Pass', End: true } } }], Next: 'A' },
      A: { Type: 'Pass', End: true },
    },
  }, null, 2));
  const { changes, place } = moveState(nested, '/States/A', { scope: '/States/P/Branches/0', after: '/States/P/Branches/0/States/X' });
  const moved = after(nested, changes);
  expect(place).toBe('/States/P/Branches/0/States/A');
  expect(ways(moved)).toEqual(['> P']);
  expect(moved.scope!.states.get('P')!.scopes[0]!.edges).toEqual([{ from: 'X', to: 'A', kind: 'next' }]);
  expect(moved.nodeAt('/States/P/End')?.value).toBe(true);
  expect(() => moveState(nested, '/States/P', { scope: '/States/P/Branches/0' })).toThrow('into itself');
});

test('a copy gets names of its own, inside, too', () => {
  const nested = new Document(JSON.stringify({
    StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [{ StartAt: 'X', States: { X: { Type: 'Pass', Next: 'Y 2' }, 'Y 2': { Type: 'Pass', End: true } } }], End: true } },
  }, null, 2));
  const { changes, place } = duplicateGroup(nested, ['/States/P']);
  const copied = after(nested, changes);
  expect(place).toBe('/States/P 2');
  expect(ways(copied)).toEqual(['> P', 'P next P 2']);
  const [branch] = copied.scope!.states.get('P 2')!.scopes;
  expect([branch!.startAt, branch!.edges]).toEqual(['X 2', [{ from: 'X 2', to: 'Y 3', kind: 'next' }]]);
});

test('a copy of thousands of states gets all of their names in one go', () => {
  const inner = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`S${i}`, i < 1999 ? { Type: 'Pass', Next: `S${i + 1}` } : { Type: 'Succeed' }]));
  const large = new Document(JSON.stringify({ StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: { StartAt: 'S0', States: inner }, End: true } } }, null, 2));
  const copied = after(large, duplicateGroup(large, ['/States/M']).changes).scope!.states.get('M 2')!.scopes[0]!;
  expect([copied.states.size, copied.edges.length, copied.startAt]).toEqual([2000, 1999, 'S0 2']);
});

test('a pattern of several states goes into a way: where it ends, it leads on', () => {
  const pattern = JSON.stringify({
    StartAt: 'Ask', States: {
      Ask: { Type: 'Task', Resource: 'r', Next: 'Done?', Catch: [{ ErrorEquals: ['E'], Next: 'Gone' }] },
      'Done?': { Type: 'Choice', Choices: [{ Variable: '$.d', BooleanEquals: true, Next: 'Tell' }], Default: 'Ask' },
      Tell: { Type: 'Pass', End: true },
    },
  });
  const pasted = after(base, pasteStates(base, pattern, { scope: '', edge: { from: '/States/A', kind: 'next' } }).changes);
  expect(ways(pasted)).toEqual([
    '> A', 'A next Ask', 'Ask next Done?', 'Ask catch B', 'Done? rule Tell', 'Done? default Ask', 'Tell next B', 'B rule C', 'B rule A', 'B default D', 'C catch D',
  ]);
  expect(() => pasteStates(base, '{"a":1}', { scope: '' })).toThrow('This is no state');
});

test('a text that cannot be read is edited as text alone', () => {
  const broken = new Document(`${base.text}x`, base);
  expect(broken.scope).toBe(base.scope);
  expect(() => addState(broken, { scope: '', ...state('Pass') })).toThrow('mend it first');
  expect(() => removeState(base, '/States/Gone')).toThrow('no longer there');
});
