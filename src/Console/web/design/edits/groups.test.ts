import { expect, test } from 'vitest';
import { Document } from '../document.ts';
import { apply } from './changes.ts';
import { copyGroup, duplicateGroup, wrapStates } from './groups.ts';
import { removeStates } from './states.ts';

const base = new Document(`{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Pass", "Next": "B" },
    // About B.
    "B": {
      "Type": "Task",
      "Resource": "r", // which
      "Next": "C"
    },
    "C": { "Type": "Pass", "Result": 12345678901234567890, "Next": "D" },
    "D": {
      "Type": "Choice",
      "Choices": [{ "Variable": "$.n", "IsPresent": true, "Next": "B" }],
      "Default": "E"
    },
    "E": { "Type": "Succeed" }
  }
}
`);

const at = (...names: string[]): string[] => names.map((name) => `/States/${name}`);

function after(document: Document, changes: Parameters<typeof apply>[1]): Document {
  const next = new Document(apply(document.text, changes));
  expect(next.problems).toEqual([]);
  return next;
}

function ways(document: Document, scope = document.scope!): string[] {
  return [`> ${scope.startAt}`, ...scope.edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`)];
}

test('states go at once, and what led to any of them leads to what came behind them', () => {
  expect(ways(after(base, removeStates(base, at('B', 'C'))))).toEqual(['> A', 'A next D', 'D rule D', 'D default E']);
  expect(ways(after(base, removeStates(base, at('A', 'C'))))).toEqual(['> B', 'B next D', 'D rule B', 'D default E']);
  expect(ways(after(base, removeStates(base, at('D', 'E'))))).toEqual(['> A', 'A next B', 'B next C']);
  expect(after(base, removeStates(base, at('A', 'B', 'C', 'D', 'E'))).scope!.states.size).toBe(0);
  const loop = new Document('{"StartAt":"X","States":{"X":{"Type":"Pass","Next":"Y"},"Y":{"Type":"Pass","Next":"Z"},"Z":{"Type":"Pass","Next":"Y"}}}');
  expect(after(loop, removeStates(loop, at('Y', 'Z'))).text).toBe('{"StartAt":"X","States":{"X":{"Type":"Pass","End":true}}}');
});

test('a copy starts where the states do, and stands behind them', () => {
  expect(JSON.parse(copyGroup(base, at('C', 'B')).replace(/\/\/.*/, ''))).toMatchObject({ StartAt: 'B', States: { B: {}, C: {} } });
  const { changes, place } = duplicateGroup(base, at('C', 'B'));
  const doubled = after(base, changes);
  expect(place).toBe('/States/B 2');
  expect(ways(doubled)).toEqual(['> A', 'A next B', 'B next C', 'C next B 2', 'B 2 next C 2', 'C 2 next D', 'D rule B', 'D default E']);
  expect(doubled.text).toContain('"C 2": { "Type": "Pass", "Result": 12345678901234567890, "Next": "D" }');
});

test('what does not follow each other is copied beside', () => {
  const { changes } = duplicateGroup(base, at('A', 'C'));
  expect(ways(after(base, changes))).toEqual(['> A', 'A next B', 'B next C', 'C next D', 'D rule B', 'D default E']);
  expect([...after(base, changes).scope!.states.keys()]).toEqual(['A', 'B', 'C', 'A 2', 'C 2', 'D', 'E']);
});

test('states that follow each other are put into a Parallel, with all that is written in them', () => {
  const { changes, place } = wrapStates(base, at('C', 'B'), { type: 'Parallel', name: 'Both' });
  const wrapped = after(base, changes);
  expect(place).toBe('/States/Both');
  expect(ways(wrapped)).toEqual(['> A', 'A next Both', 'Both next D', 'D rule Both', 'D default E']);
  expect(ways(wrapped, wrapped.scope!.states.get('Both')!.scopes[0])).toEqual(['> B', 'B next C']);
  expect(wrapped.text).toContain(`    "Both": {
      "Type": "Parallel",
      "Branches": [
        {
          "StartAt": "B",
          "States": {
            "B": {
              "Type": "Task",
              "Resource": "r", // which
              "Next": "C"
            },
            "C": { "Type": "Pass", "Result": 12345678901234567890, "End": true }
          }
        }
      ],
      "Next": "D"
    },
    "D": {`);
});

test('a whole scope is put into a Map, also on one line', () => {
  const { changes } = wrapStates(base, at('A', 'B', 'C', 'D', 'E'), { type: 'Map', name: 'Each' });
  const wrapped = after(base, changes);
  expect(ways(wrapped)).toEqual(['> Each']);
  expect(wrapped.scope!.states.get('Each')!.json).toMatchObject({ Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'A' }, End: true });
  const line = new Document('{"StartAt":"X","States":{"X":{"Type":"Pass","Next":"Y"},"Y":{"Type":"Pass","End":true}}}');
  expect(after(line, wrapStates(line, at('X'), { type: 'Map', name: 'Y' }).changes).text).toBe(
    '{"StartAt":"Y 2","States":{"Y 2":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"X","States":{"X":{"Type":"Pass","End":true}}},"Next":"Y"},"Y":{"Type":"Pass","End":true}}}',
  );
});

test('what has several ways in or out is not put into one state', () => {
  const wrap = (...names: string[]) => () => wrapStates(base, at(...names), { type: 'Parallel', name: 'P' });
  expect(wrap('A', 'C')).toThrow('do not follow each other');
  // From D a rule leads to B, which is inside, but the default leads out.
  expect(wrap('B', 'C', 'D')).toThrow('leads out of these states');
  const two = new Document(`{"StartAt":"X","States":{"X":{"Type":"Choice","Choices":[{"Next":"Y"}],"Default":"Z"},
    "Y":{"Type":"Pass","Next":"V"},"Z":{"Type":"Pass","Next":"W"},"V":{"Type":"Pass","End":true},"W":{"Type":"Succeed"}}}`);
  expect(() => wrapStates(two, at('X', 'Y', 'Z'), { type: 'Map', name: 'M' })).toThrow('do not follow each other');
  // A Succeed ends the whole workflow, and would end only the branch.
  expect(() => wrapStates(two, at('X', 'Y', 'Z', 'W'), { type: 'Map', name: 'M' })).toThrow('do not follow each other');
  expect(ways(after(two, wrapStates(two, at('X', 'Y', 'Z', 'V', 'W'), { type: 'Map', name: 'M' }).changes))).toEqual(['> M']);
});
