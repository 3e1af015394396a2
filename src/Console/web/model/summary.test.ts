import { expect, test } from 'vitest';
import { nextFailed, visitOfFrame, visitToShow } from './choice.ts';
import { History } from './history.ts';
import { summarize, wayOf } from './summary.ts';

/** A Map of three iterations, each with A and then, but for the last, B; the second fails in B. */
function history(): History {
  const lines: [number, number, string, object?][] = [
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'MapStateEntered', { name: 'Each' }],
    [3, 2, 'MapStateStarted', { length: 3 }],
    [4, 3, 'MapIterationStarted', { name: 'Each', index: 0 }],
    [5, 4, 'PassStateEntered', { name: 'A' }],
    [6, 5, 'PassStateExited', { name: 'A' }],
    [7, 6, 'WaitStateEntered', { name: 'B' }],
    [8, 3, 'MapIterationStarted', { name: 'Each', index: 1 }],
    [9, 8, 'PassStateEntered', { name: 'A' }],
    [10, 9, 'PassStateExited', { name: 'A' }],
    [11, 10, 'WaitStateEntered', { name: 'B' }],
    [12, 3, 'MapIterationStarted', { name: 'Each', index: 2 }],
    [13, 12, 'PassStateEntered', { name: 'A' }],
    [14, 11, 'ExecutionFailed', { error: 'States.Runtime' }],
  ];
  return History.of(lines.map(([id, previousEventId, type, details]) => ({ id, previousEventId, type, timestamp: id, ...(details ? { anyEventDetails: details } : {}) })));
}

test('visits are counted by state, and what needs attention tells the state', () => {
  const { states, ways } = summarize(history().root);
  expect(states.get('Each')).toMatchObject({ visits: 1, status: 'failed' });
  expect(states.get('A')).toEqual({ visits: 3, counts: { succeeded: 2, aborted: 1 }, status: 'aborted', isRetrying: false });
  expect(states.get('B')).toMatchObject({ visits: 2, counts: { failed: 1, aborted: 1 }, status: 'failed' });
  expect([...ways]).toEqual([wayOf('A', 'B')]);
});

test('a state that is chosen shows the visit that failed, unless another line was looked at', () => {
  const run = history();
  expect(visitToShow(run, 'B')?.id).toBe(11);
  expect(visitToShow(run, 'B', run.visit(5))?.id).toBe(7);
  expect(visitToShow(run, 'A')?.id).toBe(13);
  expect(visitToShow(run, 'Each', run.visit(5))?.id).toBe(2);
  expect(visitToShow(run, 'Nowhere')).toBeUndefined();
  const [first, second, third] = run.visit(2)!.frames;
  expect(nextFailed(run.visit(2)!)).toBe(second);
  expect(nextFailed(run.visit(2)!, second)).toBe(second);
  expect(nextFailed(run.visit(5)!)).toBeUndefined();
  expect([visitOfFrame(first!, 'A'), visitOfFrame(second!), visitOfFrame(third!, 'B')].map((visit) => visit?.id)).toEqual([5, 11, 13]);
});
