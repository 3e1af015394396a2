import { expect, test } from 'vitest';
import { layout, type PlacedNode } from '../../graph/layout.ts';
import { readDefinition } from '../../model/definition.ts';
import { dropTargetAt, keyOf } from './dropTarget.ts';
import { placeOfTarget } from './places.ts';

const definition = readDefinition(JSON.stringify({
  StartAt: 'First',
  States: {
    First: { Type: 'Pass', Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: ['Left', 'Right'].map((name) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } })),
      End: true,
    },
  },
}));
const placed = layout(definition, () => true);
const node = (name: string): PlacedNode => placed.nodes.find(({ state }) => state?.name === name)!;
const at = (x: number, y: number) => placeOfTarget(dropTargetAt(placed, { x, y }, definition));

test('on a state: behind it', () => {
  const { x, y } = node('First');
  expect(at(x + 5, y + 5)).toEqual({ kind: 'behind', state: '/States/First' });
  const both = node('Both');
  expect(at(both.x + 5, both.y + 5)).toEqual({ kind: 'behind', state: '/States/Both' });
});

test('near a way: on it', () => {
  const way = placed.edges.find(({ source, target }) => source.state?.name === 'First' && target.state?.name === 'Both')!;
  const from = node('First');
  expect(at(way.points[1]!.x + 4, from.y + from.height + 8)).toEqual({ kind: 'way', scope: '', edge: { from: 'First', to: 'Both', kind: 'next' } });
});

test('near the way from the start, and near that to the end', () => {
  const first = node('First');
  expect(at(first.x + first.width / 2, first.y - 10)).toEqual({ kind: 'start', scope: '' });
  const both = node('Both');
  expect(at(both.x + both.width / 2, both.y + both.height + 10)).toEqual({ kind: 'behind', state: '/States/Both' });
});

test('in a branch: on the state there, and in the room around it', () => {
  const right = node('Right');
  expect(at(right.x + 5, right.y + 5)).toEqual({ kind: 'behind', state: '/States/Both/Branches/1/States/Right' });
  expect(at(right.x + 5, right.y + right.height + 9)).toEqual({ kind: 'free', scope: '/States/Both/Branches/1' });
  const left = node('Left');
  expect(at(left.x + 5, left.y + left.height + 9)).toEqual({ kind: 'free', scope: '/States/Both/Branches/0' });
});

test('beside all: in the room of the definition', () => {
  const target = dropTargetAt(placed, { x: -500, y: -500 }, definition);
  expect(placeOfTarget(target)).toEqual({ kind: 'free', scope: '' });
  expect(keyOf(target)).toBe('');
});

test('where there is no state yet: at the start', () => {
  const empty = readDefinition('{"StartAt":"","States":{}}');
  expect(placeOfTarget(dropTargetAt(layout(empty, () => true), { x: 0, y: 0 }, empty))).toEqual({ kind: 'start', scope: '' });
});
