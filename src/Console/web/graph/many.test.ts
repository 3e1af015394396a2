import { expect, test } from 'vitest';
import { readDefinition } from '../model/definition.ts';
import { type Layout, layout } from './layout.ts';

/** So many states, each with what `of` gives it besides its type and next state. */
function line(count: number, of: (i: number) => object = () => ({})): Layout {
  const states = Object.fromEntries(Array.from({ length: count }, (_, i) => [
    `S${i}`, { Type: 'Pass', ...(i < count - 1 ? { Next: `S${i + 1}` } : { End: true }), ...of(i) }]));
  return layout(readDefinition(JSON.stringify({ StartAt: 'S0', States: states })), () => true);
}

function expectApart({ nodes }: Layout): void {
  const rows = [...nodes].sort((a, b) => a.y - b.y);
  for (const [i, node] of rows.entries()) {
    for (const other of rows.slice(i + 1)) {
      if (other.y >= node.y + node.height) {
        break;
      }

      expect(other.x >= node.x + node.width || node.x >= other.x + other.width, `${node.id} and ${other.id}`).toBe(true);
    }
  }
}

test('thousands of states in a line stand below each other', () => {
  const { nodes, edges } = line(5000);
  const at = new Map(nodes.map((node) => [node.state?.name, node]));
  for (let i = 1; i < 5000; i++) {
    expect(at.get(`S${i}`)!.y).toBeGreaterThan(at.get(`S${i - 1}`)!.y + at.get(`S${i - 1}`)!.height);
  }

  expect(edges).toHaveLength(5001);
  expect(edges.every(({ points }) => points.length > 1)).toBe(true);
});

test('what forks and joins again stands apart', () => {
  const forks = line(400, (i) => (i % 4 === 0 ? { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: i, Next: `S${Math.min(399, i + 3)}` }], Default: `S${i + 1}`, Next: undefined } : {}));
  expectApart(forks);
  expect(forks.edges.every(({ points }) => points.length > 1)).toBe(true);
});

test('a circle, and one state that leads to itself, among many', () => {
  const circle = line(200, (i) => (i === 199 ? { Next: 'S0', End: undefined } : {}));
  expectApart(circle);
  const self = line(200, (i) => (i === 100 ? { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S100' }], Type: 'Task' } : {}));
  expectApart(self);
  for (const { edges } of [circle, self]) {
    expect(edges.every(({ points }) => points.length > 1 && points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)))).toBe(true);
  }
});

test('thousands of forks are still drawn', () => {
  const { nodes, edges } = line(6000, (i) => (i < 5999 ? { Type: 'Task', Catch: [{ ErrorEquals: ['States.ALL'], Next: `S${(i * 7) % 6000}` }] } : {}));
  expect(nodes).toHaveLength(6002);
  expect(edges.every(({ points }) => points.length > 1)).toBe(true);
});
