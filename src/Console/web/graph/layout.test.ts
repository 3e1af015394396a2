import { expect, test } from 'vitest';
import { readDefinition } from '../model/definition.ts';
import { layout, type PlacedNode } from './layout.ts';
import { neighbour } from './neighbour.ts';
import { smoothPath } from './path.ts';

const definition = readDefinition(JSON.stringify({
  StartAt: 'A',
  States: {
    A: { Type: 'Choice', Choices: [{ Condition: '{% $x %}', Next: 'Both' }], Default: 'Z' },
    Both: {
      Type: 'Parallel', Next: 'Z', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
      Branches: [{ StartAt: 'L', States: { L: { Type: 'Pass', End: true } } }, { StartAt: 'R', States: { R: { Type: 'Pass', Next: 'R2' }, R2: { Type: 'Pass', End: true } } }],
    },
    Z: { Type: 'Succeed' },
  },
}));

const isOpen = (): boolean => true;

test('states lie from top to bottom, and what is inside a state lies in it', () => {
  const { nodes, edges, width, height } = layout(definition, isOpen);
  const at = (name: string): PlacedNode => nodes.find(({ state }) => state?.name === name)!;
  expect(nodes.filter(({ kind }) => kind !== 'state').map(({ kind }) => kind)).toEqual(['start', 'end']);
  expect(at('A').y).toBeLessThan(at('Both').y);
  expect(at('Both').y + at('Both').height).toBeLessThan(at('Z').y);
  for (const inner of ['L', 'R', 'R2'].map(at)) {
    expect(inner.depth).toBe(1);
    expect(inner.x).toBeGreaterThan(at('Both').x);
    expect(inner.y).toBeGreaterThan(at('Both').y);
    expect(inner.x + inner.width).toBeLessThan(at('Both').x + at('Both').width);
    expect(inner.y + inner.height).toBeLessThan(at('Both').y + at('Both').height);
  }

  expect(at('L').x + at('L').width).toBeLessThan(at('R').x);
  expect(at('R').y + at('R').height).toBeLessThan(at('R2').y);
  expect(Math.max(...nodes.map((node) => node.x + node.width))).toBeLessThanOrEqual(width);
  expect(Math.max(...nodes.map((node) => node.y + node.height))).toBeLessThanOrEqual(height);
  // What leads from one to another is one line, whatever it stands for.
  expect(edges.filter(({ source, target }) => source === at('Both') && target === at('Z'))).toMatchObject([{ edges: [{ kind: 'next' }, { kind: 'catch' }] }]);
});

test('what is closed shows nothing inside', () => {
  const { nodes } = layout(definition, (id) => !id.endsWith('/Both'));
  expect(nodes.map(({ state }) => state?.name).filter(Boolean)).toEqual(['A', 'Both', 'Z']);
});

test('arrow keys lead along the ways, into a state and out of it', () => {
  const placed = layout(definition, isOpen);
  const go = (from: string, ...keys: string[]): string | undefined => {
    let node = placed.nodes.find(({ state }) => state?.name === from);
    for (const key of keys) {
      node = node && neighbour(placed, node, key);
    }

    return node?.state?.name;
  };
  expect(go('A', 'ArrowDown')).toBe('Both');
  expect(go('Both', 'ArrowUp')).toBe('A');
  expect(go('R', 'ArrowDown')).toBe('R2');
  expect(go('L', 'ArrowRight')).toBe('R');
  expect(go('R', 'ArrowLeft')).toBe('L');
  expect(go('L', 'ArrowUp')).toBe('Both');
  expect(go('Both', 'x')).toBeUndefined();
});

test('a state that leads to itself and states that lead back are drawn', () => {
  const { edges } = layout(readDefinition('{"StartAt":"A","States":{"A":{"Type":"Task","Next":"B","Catch":[{"ErrorEquals":["E"],"Next":"A"}]},"B":{"Type":"Pass","Next":"A"}}}'), isOpen);
  expect(edges).toHaveLength(4);
  for (const { points } of edges) {
    expect(points.length).toBeGreaterThan(1);
    expect(smoothPath(points)).toMatch(/^M[-\d.,]+[QL]/);
  }
});

test('nothing to draw is no fault', () => {
  expect(layout(readDefinition('{}'), isOpen)).toEqual({ nodes: [], edges: [], width: 0, height: 0 });
});

test('a thousand states that one catches all of are placed in rows, and none lies over another', () => {
  const states: Record<string, object> = { Caught: { Type: 'Fail' } };
  for (let i = 0; i < 1000; i++) {
    const go = i % 3 === 0 ? { Type: 'Choice', Choices: [{ Condition: '{% $x %}', Next: `S${i + 2}` }], Default: `S${i + 1}` } : { Type: 'Task', Next: i < 999 ? `S${i + 1}` : 'S0', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
    states[`S${i}`] = i < 998 ? go : { ...go, Type: 'Task' };
  }

  const { nodes, edges, width } = layout(readDefinition(JSON.stringify({ StartAt: 'S0', States: states })), isOpen);
  expect(nodes).toHaveLength(1003);
  const at = (name: string): PlacedNode => nodes.find(({ state }) => state?.name === name)!;
  expect(at('S0').y).toBeLessThan(at('S1').y);
  expect(at('S998').y).toBeLessThan(at('Caught').y);
  const sorted = [...nodes].sort((a, b) => a.y - b.y || a.x - b.x);
  sorted.slice(1).forEach((node, i) => {
    const before = sorted[i]!;
    expect(node.y >= before.y + before.height || node.x >= before.x + before.width, `${before.id} and ${node.id}`).toBe(true);
  });
  for (const { points } of edges) {
    expect(points.length).toBeGreaterThan(1);
    expect(points.every(({ x }) => x >= 0 && x <= width)).toBe(true);
  }
});
