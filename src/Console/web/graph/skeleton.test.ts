import { expect, test } from 'vitest';
import { readDefinition } from '../model/definition.ts';
import { layout } from './layout.ts';
import { signatureOf, skeletonOf } from './skeleton.ts';

const text = (comment: string, next: string) => JSON.stringify({
  StartAt: 'A',
  States: {
    A: { Type: 'Parallel', Comment: comment, Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', End: true } } }], Next: next },
    C: { Type: 'Wait', Seconds: 1, End: true },
    D: { Type: 'Succeed' },
  },
});
const of = (comment: string, next: string) => skeletonOf(readDefinition(text(comment, next)));

test('a skeleton is laid out as its definition', () => {
  const places = ({ nodes }: ReturnType<typeof layout>) => nodes.map(({ id, x, y, width, height }) => ({ id, x, y, width, height }));
  const definition = readDefinition(text('long', 'C'));
  expect(places(layout(skeletonOf(definition), () => true))).toEqual(places(layout(definition, () => true)));
});

test('a skeleton survives the way to a worker', () => {
  const copy = structuredClone(of('', 'C'));
  const inner = copy.states.get('A')!.scopes[0]!;
  expect(inner.parent).toBe(copy.states.get('A'));
  expect(signatureOf(copy)).toBe(signatureOf(of('', 'C')));
});

test('what a layout does not depend on is not in the signature', () => {
  expect(signatureOf(of('one', 'C'))).toBe(signatureOf(of('other', 'C')));
  expect(signatureOf(of('', 'C'))).not.toBe(signatureOf(of('', 'D')));
});

test('a scope without states has room to drop one', () => {
  const empty = readDefinition('{"StartAt":"","States":{}}');
  expect(layout(empty, () => true)).toMatchObject({ nodes: [], edges: [] });
  const map = readDefinition('{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"","States":{}},"End":true}}}');
  expect(layout(map, () => true).nodes.find(({ id }) => id === '/M')!.height).toBeGreaterThan(80);
});
